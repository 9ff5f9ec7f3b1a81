/** What a client may call things. Names never become paths: folders are named by topic id. */

/** Kafka's rule: 1–249 of `a-z A-Z 0-9 . _ -`, not `.` or `..`. */
export const TOPIC_NAME_LENGTH_MAX = 249;
const TOPIC_NAME = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/;
/** Printable ASCII without quotes or backslash, 1–255: safe in logs, labels and URLs once encoded. */
const GROUP_NAME = /^[!#-[\]-~]{1,255}$/;
/** What a client may send as its member id; the broker's own are 32 hex digits. */
const MEMBER_ID = /^[a-zA-Z0-9._-]{1,64}$/;
/** Default id of a pending record: `partition:offset`; nobody may pick one of that form. */
const DEFAULT_SCHEDULE_ID = /^\d+:\d+$/;
/** Names that begin so are the broker's own. */
export const INTERNAL_TOPIC_PREFIX = "__";

export const isTopicName = (name: string): boolean => TOPIC_NAME.test(name);
export const isInternalTopic = (name: string): boolean => name.startsWith(INTERNAL_TOPIC_PREFIX);
export const isGroupName = (name: string): boolean => GROUP_NAME.test(name);
export const isMemberId = (id: string): boolean => MEMBER_ID.test(id);
export const isDefaultScheduleId = (id: string): boolean => DEFAULT_SCHEDULE_ID.test(id);

export const TOPIC_NAME_RULE = "1 to 249 characters of a-z A-Z 0-9 . _ - and not . or ..";
export const GROUP_NAME_RULE = "1 to 255 printable ASCII characters without quotes, spaces or \\";
export const MEMBER_ID_RULE = "1 to 64 characters of a-z A-Z 0-9 . _ -";

/** What groups have committed; a group is of one of its partitions. */
export const OFFSETS_TOPIC = "__group_offsets";
