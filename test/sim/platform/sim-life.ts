/**
 * One run of one process, as its disk and store meet it: what it asks for after its death never
 * happens, and while it is stopped it hears of nothing. Code of a dead one may go on in the turn of its
 * death, unheard.
 */
import type { Disk, DiskFile } from "../../../src/platform/disk.ts";
import type { OrderedStore } from "../../../src/platform/ordered-store.ts";
import type { SimStore } from "./sim-store.ts";

/** All that is asked of a life; one that cannot be stopped needs no `hear`. */
export interface Mortal {
  readonly dead: boolean;
  hear?<T>(work: Promise<T>): Promise<T>;
}

export class SimLife implements Mortal {
  dead = false;
  #stopped: { readonly goesOn: Promise<void>; readonly goOn: () => void } | undefined;

  get stopped(): boolean {
    return this.#stopped !== undefined;
  }

  stop(): void {
    let goOn = (): void => undefined;
    const goesOn = new Promise<void>((resolve) => (goOn = resolve));
    this.#stopped ??= { goesOn, goOn };
  }

  continue(): void {
    this.#stopped?.goOn();
    this.#stopped = undefined;
  }

  /** What comes of `work`, once the process can hear of it. */
  async hear<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      while (this.#stopped !== undefined) await this.#stopped.goesOn;
      if (this.dead) await new Promise(() => undefined);
    }
  }
}

const never = (): Promise<never> => new Promise(() => undefined);

export function diskOf(life: Mortal, disk: Disk): Disk {
  const hear = <T>(work: Promise<T>): Promise<T> => life.hear?.(work) ?? work;
  return new Proxy(disk, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...parameters: unknown[]): unknown => {
        if (life.dead) return never();
        const result: unknown = Reflect.apply(value, target, parameters);
        if (!(result instanceof Promise)) return result;
        if (name !== "open") return hear(result);
        return hear((result as Promise<DiskFile>).then((file) => fileOf(hear, file)));
      };
    },
  });
}

function fileOf(hear: <T>(work: Promise<T>) => Promise<T>, file: DiskFile): DiskFile {
  return {
    path: file.path,
    read: (target, position) => hear(file.read(target, position)),
    write: (chunks, position) => hear(file.write(chunks, position)),
    sync: () => hear(file.sync()),
    truncate: (sizeBytes) => hear(file.truncate(sizeBytes)),
    sizeBytes: () => hear(file.sizeBytes()),
    close: () => hear(file.close()),
  };
}

/** The same of the store. */
export function storeOf(life: SimLife, store: SimStore): OrderedStore {
  return {
    get: (key) => store.get(key),
    range: (range) => store.range(range),
    commit: (writes) => (life.dead ? never() : life.hear(store.commit(writes))),
    close: () => store.close(),
  };
}
