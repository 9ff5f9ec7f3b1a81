/** Removes everything of a view, for a rebuild or because its topic is gone. */
import { VIEW_SLICE_DELETES } from "../model/limits.ts";
import type { OrderedStore, StoreWrite } from "../platform/ordered-store.ts";
import { ViewKeys } from "./view-keys.ts";

export async function clearView(store: OrderedStore, prefix: Uint8Array): Promise<void> {
  const range = new ViewKeys(prefix).all();
  for (;;) {
    const writes: StoreWrite[] = [];
    for (const [key] of store.range({ ...range, limit: VIEW_SLICE_DELETES })) {
      writes.push({ key, value: undefined });
    }
    if (writes.length === 0) return;
    await store.commit(writes);
  }
}
