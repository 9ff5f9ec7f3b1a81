/** Layers: imports go down only; pure folders know no clock, randomness, I/O or promises. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HOST_FOLDERS, LAYERS, PURE_FILES } from "./layers.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "src");

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "generated" ? [] : filesBelow(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  /** Without comments. */
  readonly code: string;
  readonly imports: readonly { readonly specifier: string; readonly typeOnly: boolean }[];
}

const IMPORT =
  /(?:^|\n)\s*(import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"|import\("([^"]+)"\)/g;

function load(path: string): SourceFile {
  const text = readFileSync(path, "utf8");
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|[^:"'`])\/\/.*$/gm, "$1");
  const imports = [...code.matchAll(IMPORT)].map((match) => ({
    specifier: match[3] ?? match[4] ?? "",
    typeOnly: match[2] !== undefined,
  }));
  const path_ = relative(source, path);
  return { path: path_, folder: path_.split("/")[0] ?? "", code, imports };
}

const files = filesBelow(source).map(load);
const isPure = (file: SourceFile): boolean =>
  LAYERS[file.folder]?.pure === true || PURE_FILES.includes(file.path);

/** The folder of `src/` that an import of `file` leads to; undefined for packages. */
function importedFolder(file: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const target = relative(source, join(source, dirname(file.path), specifier));
  return target.startsWith("..") ? `outside src: ${target}` : target.split("/")[0];
}

describe("layers", () => {
  it("knows every folder of src", () => {
    const unknown = files.filter((file) => LAYERS[file.folder] === undefined);
    expect(unknown.map((file) => file.path)).toEqual([]);
  });

  it("lets a folder import only from lower rows", () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .map(({ specifier }) => importedFolder(file, specifier))
        .filter((folder) => folder !== undefined && folder !== file.folder)
        .filter((folder) => !((LAYERS[folder!]?.row ?? 99) < (LAYERS[file.folder]?.row ?? 0)))
        .map((folder) => `${file.path} imports ${folder}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps pure files free of time, chance, I/O and promises", () => {
    const banned =
      /\b(Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|performance\.|process\.|new Promise|async |await |crypto\.random)/;
    const allowedModules = new Set(["node:zlib", "node:buffer"]);
    const wrong = files.filter(isPure).flatMap((file) => {
      const found = banned.exec(file.code);
      const modules = file.imports.filter(
        ({ specifier }) => specifier.startsWith("node:") && !allowedModules.has(specifier),
      );
      return [
        ...(found === null ? [] : [`${file.path}: ${found[0]}`]),
        ...modules.map(({ specifier }) => `${file.path}: ${specifier}`),
      ];
    });
    expect(wrong).toEqual([]);
  });

  it("lets only the host side touch the machine", () => {
    const wrong = files
      .filter((file) => !HOST_FOLDERS.has(file.folder) && !isPure(file))
      .flatMap((file) => {
        const timers = /\b(setTimeout|setInterval|setImmediate|Date\.now|Math\.random)\(/.exec(
          file.code,
        );
        const modules = file.imports.filter(({ specifier }) => specifier.startsWith("node:"));
        return [
          ...(timers === null ? [] : [`${file.path}: ${timers[0]}`]),
          ...modules
            .filter(({ specifier }) => specifier !== "node:buffer" && specifier !== "node:zlib")
            .map(({ specifier }) => `${file.path}: ${specifier}`),
        ];
      });
    expect(wrong).toEqual([]);
  });

  it("keeps files at a size that can be read", () => {
    const long = files.filter(
      (file) => readFileSync(join(source, file.path), "utf8").split("\n").length > 501,
    );
    expect(long.map((file) => file.path)).toEqual([]);
  });
});
