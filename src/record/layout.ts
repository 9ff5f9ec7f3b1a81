/**
 * Where each field of a batch is: Kafka's RecordBatch v2, byte for byte. Big-endian.
 *
 * | byte | size | field                  |                                                        |
 * |-----:|-----:|------------------------|--------------------------------------------------------|
 * |    0 |    8 | base offset            | stamped by the leader, outside the CRC                 |
 * |    8 |    4 | length                 | of everything after this field                         |
 * |   12 |    4 | partition leader epoch | stamped by the leader, outside the CRC                 |
 * |   16 |    1 | magic                  | 2                                                      |
 * |   17 |    4 | CRC                    | CRC-32C of everything from the attributes on           |
 * |   21 |    2 | attributes             | bits, see below                                        |
 * |   23 |    4 | last offset delta      | last offset = base offset + this, holes or not         |
 * |   27 |    8 | base timestamp         | ms; the records' timestamps are deltas to it           |
 * |   35 |    8 | max timestamp          | ms; greatest of the records'                           |
 * |   43 |    8 | producer id            | −1: none                                               |
 * |   51 |    2 | producer epoch         | −1: none                                               |
 * |   53 |    4 | base sequence          | −1: none                                               |
 * |   57 |    4 | record count           | fewer than last offset delta + 1 where there are holes |
 * |   61 |      | records                | compressed as one stream if the attributes say so      |
 *
 * A record; every number but the attributes is a zigzag varint:
 *
 * | field           |                                                               |
 * |-----------------|---------------------------------------------------------------|
 * | length          | of everything after this field                                |
 * | attributes      | 1 byte, 0                                                     |
 * | timestamp delta | 64 bits, to the base timestamp; in a SCHEDULED batch base +   |
 * |                 | delta is the due time                                         |
 * | offset delta    | to the base offset, growing                                   |
 * | key length, key | −1: no key                                                    |
 * | value length, value | −1: no value (a tombstone)                                |
 * | header count    | then for each: name length, name (UTF-8), value length, value |
 * |                 | (−1: none)                                                    |
 */

export const BASE_OFFSET_AT = 0;
export const LENGTH_AT = 8;
export const LEADER_EPOCH_AT = 12;
export const MAGIC_AT = 16;
export const CRC_AT = 17;
export const ATTRIBUTES_AT = 21;
export const LAST_OFFSET_DELTA_AT = 23;
export const BASE_TIMESTAMP_AT = 27;
export const MAX_TIMESTAMP_AT = 35;
export const PRODUCER_ID_AT = 43;
export const PRODUCER_EPOCH_AT = 51;
export const BASE_SEQUENCE_AT = 53;
export const RECORD_COUNT_AT = 57;
export const HEADER_BYTES = 61;

export const MAGIC = 2;
/** Base offset and length: what the length does not count. */
export const LEADING_BYTES = 12;
/** Length, attributes, two deltas, two lengths and a header count, a byte each. */
export const RECORD_BYTES_MIN = 7;

/** Attributes. Bits 0 to 6 are Kafka's. */
export const COMPRESSION_MASK = 0x07;
/** Every record's timestamp is the batch's max timestamp. */
export const TIMESTAMP_LOG_APPEND = 0x08;
export const TRANSACTIONAL = 0x10;
export const CONTROL = 0x20;
export const DELETE_HORIZON = 0x40;
/** The records wait: each one's timestamp is its due time. Never compressed. */
export const SCHEDULED = 0x80;
/** The records came from the schedule: header `tidemark-scheduled-offset` on each. */
export const RELEASED = 0x100;
/** Some record carries a message id or schedule id; without it nobody looks for them. */
export const IDS = 0x200;
/** SCHEDULED: some record recurs, header `tidemark-recurrence`. RELEASED: some record is a firing. */
export const RECURRING = 0x400;
/** The cleaner left records out. */
export const CLEANED = 0x800;
/** Some record carries a lifetime, header `tidemark-ttl-ms`; without it nobody looks for one. */
export const TTL = 0x1000;
/** What a client may set. */
export const CLIENT_ATTRIBUTES = COMPRESSION_MASK | TIMESTAMP_LOG_APPEND | SCHEDULED | IDS | TTL;

export const Compression = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;
export type CompressionName = keyof typeof Compression;
export const COMPRESSION_NAMES: readonly CompressionName[] = [
  "none",
  "gzip",
  "snappy",
  "lz4",
  "zstd",
];
