/**
 * Where each field of a batch is: Kafka's RecordBatch v2, byte for byte. Big-endian.
 *
 * | byte | size | field                  |                                              |
 * |-----:|-----:|------------------------|----------------------------------------------|
 * |    0 |    8 | base offset            | the broker's, outside the CRC                |
 * |    8 |    4 | length                 | of everything after this field               |
 * |   12 |    4 | partition leader epoch | the broker's, outside the CRC                |
 * |   16 |    1 | magic                  | 2                                            |
 * |   17 |    4 | CRC                    | CRC-32C of everything from the attributes on |
 * |   21 |    2 | attributes             | bits, see below                              |
 * |   23 |    4 | last offset delta      |                                              |
 * |   27 |    8 | base timestamp         | ms; when the batch was built, if SCHEDULED   |
 * |   35 |    8 | max timestamp          | ms                                           |
 * |   43 |    8 | producer id            | −1: none                                     |
 * |   51 |    2 | producer epoch         |                                              |
 * |   53 |    4 | base sequence          |                                              |
 * |   57 |    4 | record count           |                                              |
 * |   61 |      | records                | compressed as one if the attributes say so   |
 *
 * A record: length, attributes (1 byte, 0), timestamp delta (64 bits), offset delta, key length and
 * key (−1: none), value length and value (−1: a tombstone), header count, and for each header name
 * length, name, value length, value. All numbers but the attributes are zigzag varints.
 */

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
export const BATCH_HEADER_BYTES = 61;
/** Base offset and length: what the length does not count. */
export const LEADING_BYTES = 12;
export const MAGIC = 2;

/** Attribute bits. */
export const COMPRESSION_MASK = 0x07;
export const TIMESTAMP_LOG_APPEND = 0x08;
export const CONTROL = 0x20;
/** The records wait: each one's timestamp is its due time. Never compressed. */
export const SCHEDULED = 0x80;
/** The records came from the schedule. */
export const RELEASED = 0x100;
/** Some record carries a message id or schedule id; without it nobody looks for them. */
export const IDS = 0x200;
/** Some record carries a lifetime. */
export const TTL = 0x1000;
