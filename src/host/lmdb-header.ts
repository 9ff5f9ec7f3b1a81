/**
 * Whether a file can be an LMDB store at all, before LMDB looks: opening one with wrong first pages
 * kills the process.
 *
 * | byte | size | of each of the first two pages (little-endian) |
 * |-----:|-----:|------------------------------------------------|
 * |   24 |    4 | magic                                          |
 * |   28 |    2 | format version                                 |
 * |   48 |    4 | page size                                      |
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { DiskError } from "../platform/disk.ts";

const MAGIC = 0xbeef_c0de;
const FORMAT = 2;
const HEADER_BYTES = 52;
const PAGE_BYTES_MIN = 512;
const PAGE_BYTES_MAX = 65_536;

/** Throws DiskError `IO`. Says nothing of a store that is not there, or of what lies further in. */
export function checkHeader(path: string): void {
  const name = join(path, "data.mdb");
  let file: number;
  try {
    file = openSync(name, "r");
  } catch {
    return;
  }
  try {
    const { size } = fstatSync(file);
    if (size === 0) return;
    const pageBytes = readHeader(file, 0);
    if (pageBytes !== undefined && readHeader(file, pageBytes) === pageBytes) return;
    throw new DiskError("IO", path, "data.mdb is not a store of this LMDB format");
  } finally {
    closeSync(file);
  }
}

/** The page size that a page's header says; undefined where it is no such header. */
function readHeader(file: number, position: number): number | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(file, header, 0, HEADER_BYTES, position) !== HEADER_BYTES) return undefined;
  if (header.readUInt32LE(24) !== MAGIC || header.readUInt16LE(28) !== FORMAT) return undefined;
  const pageBytes = header.readUInt32LE(48);
  return pageBytes >= PAGE_BYTES_MIN && pageBytes <= PAGE_BYTES_MAX ? pageBytes : undefined;
}
