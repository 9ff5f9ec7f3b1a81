// Generated from schema/ by scripts/generate.js; do not edit.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = {};

function $int64(reader, signed) {
    const buf = reader.buf;
    let low = 0, middle = 0, high = 0, shift = 0, byte;
    do {
        if (reader.pos >= reader.len)
            throw $RangeError("index out of range");
        byte = buf[reader.pos++];
        if (shift < 28)
            low += (byte & 127) * 2 ** shift;
        else if (shift < 56)
            middle += (byte & 127) * 2 ** (shift - 28);
        else
            high += (byte & 127) * 2 ** (shift - 56);
        shift += 7;
    } while (byte >= 128 && shift < 70);
    if (byte >= 128)
        throw $Error("invalid varint encoding");
    if (signed && high === 255)
        middle -= 2 ** 28;
    else if (high !== 0)
        throw $RangeError("64-bit integer beyond the safe range");
    const value = middle * 2 ** 28 + low;
    if (!Number.isSafeInteger(value))
        throw $RangeError("64-bit integer beyond the safe range");
    return value;
}

function $int64s(reader, signed, values) {
    const end = reader.uint32() + reader.pos;
    if (end > reader.len)
        throw $RangeError("index out of range");
    while (reader.pos < end)
        values.push($int64(reader, signed));
}


export const tidemark = $root.tidemark = (() => {

    const tidemark = {};

    tidemark.peer = (function() {

        const peer = {};

        peer.v1 = (function() {

            const v1 = {};

            v1.Call = (function() {

                const Call = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Call.prototype.id = 0;
                Call.prototype.method = "";
                Call.prototype.body = $util.newBuffer([]);

                Call.create = function(properties) {
                    return new Call(properties);
                };

                Call.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                        writer.uint32(8).uint64(message.id);
                    if (message.method != null && $Object.hasOwnProperty.call(message, "method") && message.method !== "")
                        writer.uint32(18).string(message.method);
                    if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                        writer.uint32(26).bytes(message.body);
                    return writer;
                };

                Call.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Call();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.method = value;
                                else
                                    delete message.method;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.body = value;
                                else
                                    delete message.body;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Call;
            })();

            v1.Answer = (function() {

                const Answer = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Answer.prototype.id = 0;
                Answer.prototype.body = null;
                Answer.prototype.failure = null;

                let $oneOfFields;

                $Object.defineProperty(Answer.prototype, "outcome", {
                    get: $util.oneOfGetter($oneOfFields = ["body", "failure"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Answer.create = function(properties) {
                    return new Answer(properties);
                };

                Answer.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                        writer.uint32(8).uint64(message.id);
                    if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                        writer.uint32(18).bytes(message.body);
                    if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                        $root.tidemark.peer.v1.Failure.encode(message.failure, writer.uint32(26).fork(), _depth + 1).ldelim();
                    return writer;
                };

                Answer.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Answer();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.body = reader.bytes();
                                message.outcome = "body";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.failure = $root.tidemark.peer.v1.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                                message.outcome = "failure";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Answer;
            })();

            v1.Failure = (function() {

                const Failure = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Failure.prototype.code = "";
                Failure.prototype.message = "";
                Failure.prototype.details = "";

                Failure.create = function(properties) {
                    return new Failure(properties);
                };

                Failure.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                        writer.uint32(10).string(message.code);
                    if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                        writer.uint32(18).string(message.message);
                    if (message.details != null && $Object.hasOwnProperty.call(message, "details") && message.details !== "")
                        writer.uint32(26).string(message.details);
                    return writer;
                };

                Failure.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Failure();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.code = value;
                                else
                                    delete message.code;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.message = value;
                                else
                                    delete message.message;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.details = value;
                                else
                                    delete message.details;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Failure;
            })();

            v1.Heartbeat = (function() {

                const Heartbeat = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Heartbeat.prototype.epoch = 0;
                Heartbeat.prototype.appliedIndex = 0;
                Heartbeat.prototype.wallMs = 0;
                Heartbeat.prototype.drains = false;
                Heartbeat.prototype.sentMs = 0;

                Heartbeat.create = function(properties) {
                    return new Heartbeat(properties);
                };

                Heartbeat.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                        writer.uint32(8).uint64(message.epoch);
                    if (message.appliedIndex != null && $Object.hasOwnProperty.call(message, "appliedIndex") && message.appliedIndex !== 0)
                        writer.uint32(16).uint64(message.appliedIndex);
                    if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs") && message.wallMs !== 0)
                        writer.uint32(24).int64(message.wallMs);
                    if (message.drains != null && $Object.hasOwnProperty.call(message, "drains") && message.drains !== false)
                        writer.uint32(32).bool(message.drains);
                    if (message.sentMs != null && $Object.hasOwnProperty.call(message, "sentMs") && !$Object.is(message.sentMs, 0))
                        writer.uint32(41).double(message.sentMs);
                    return writer;
                };

                Heartbeat.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Heartbeat();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.epoch = value;
                                else
                                    delete message.epoch;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.appliedIndex = value;
                                else
                                    delete message.appliedIndex;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.wallMs = value;
                                else
                                    delete message.wallMs;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.drains = value;
                                else
                                    delete message.drains;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.sentMs = value;
                                else
                                    delete message.sentMs;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Heartbeat;
            })();

            v1.ControllerWord = (function() {

                const ControllerWord = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                ControllerWord.prototype.reason = 0;
                ControllerWord.prototype.heard = null;

                ControllerWord.create = function(properties) {
                    return new ControllerWord(properties);
                };

                ControllerWord.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
                        writer.uint32(8).int32(message.reason);
                    if (message.heard != null && $Object.hasOwnProperty.call(message, "heard"))
                        $root.tidemark.peer.v1.Heard.encode(message.heard, writer.uint32(18).fork(), _depth + 1).ldelim();
                    return writer;
                };

                ControllerWord.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.ControllerWord();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.heard = $root.tidemark.peer.v1.Heard.decode(reader, reader.size(), $undefined, _depth + 1, message.heard);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                ControllerWord.Reason = (function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "NOT_ACTIVE"] = 0;
                    values[valuesById[1] = "REPLACED"] = 1;
                    values[valuesById[2] = "FULL"] = 2;
                    values[valuesById[3] = "REMOVED"] = 3;
                    return values;
                })();

                return ControllerWord;
            })();

            v1.Heard = (function() {

                const Heard = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Heard.prototype.sentMs = 0;
                Heard.prototype.committedIndex = 0;

                Heard.create = function(properties) {
                    return new Heard(properties);
                };

                Heard.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sentMs != null && $Object.hasOwnProperty.call(message, "sentMs") && !$Object.is(message.sentMs, 0))
                        writer.uint32(9).double(message.sentMs);
                    if (message.committedIndex != null && $Object.hasOwnProperty.call(message, "committedIndex") && message.committedIndex !== 0)
                        writer.uint32(16).uint64(message.committedIndex);
                    return writer;
                };

                Heard.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Heard();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 1)
                                    break;
                                if (!$Object.is(value = reader.double(), 0))
                                    message.sentMs = value;
                                else
                                    delete message.sentMs;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.committedIndex = value;
                                else
                                    delete message.committedIndex;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Heard;
            })();

            v1.RaftMessage = (function() {

                const RaftMessage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaftMessage.prototype.term = 0;
                RaftMessage.prototype.voteRequest = null;
                RaftMessage.prototype.voteReply = null;
                RaftMessage.prototype.append = null;
                RaftMessage.prototype.appendAccepted = null;
                RaftMessage.prototype.appendRejected = null;
                RaftMessage.prototype.heartbeat = null;
                RaftMessage.prototype.heartbeatReply = null;
                RaftMessage.prototype.snapshotChunk = null;
                RaftMessage.prototype.snapshotReply = null;
                RaftMessage.prototype.timeoutNow = null;
                RaftMessage.prototype.readRequest = null;
                RaftMessage.prototype.readReply = null;
                RaftMessage.prototype.termIsOver = null;

                let $oneOfFields;

                $Object.defineProperty(RaftMessage.prototype, "message", {
                    get: $util.oneOfGetter($oneOfFields = ["voteRequest", "voteReply", "append", "appendAccepted", "appendRejected", "heartbeat", "heartbeatReply", "snapshotChunk", "snapshotReply", "timeoutNow", "readRequest", "readReply", "termIsOver"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                RaftMessage.create = function(properties) {
                    return new RaftMessage(properties);
                };

                RaftMessage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && message.term !== 0)
                        writer.uint32(8).uint64(message.term);
                    if (message.voteRequest != null && $Object.hasOwnProperty.call(message, "voteRequest"))
                        $root.tidemark.peer.v1.VoteRequest.encode(message.voteRequest, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.voteReply != null && $Object.hasOwnProperty.call(message, "voteReply"))
                        $root.tidemark.peer.v1.VoteReply.encode(message.voteReply, writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.append != null && $Object.hasOwnProperty.call(message, "append"))
                        $root.tidemark.peer.v1.Append.encode(message.append, writer.uint32(34).fork(), _depth + 1).ldelim();
                    if (message.appendAccepted != null && $Object.hasOwnProperty.call(message, "appendAccepted"))
                        $root.tidemark.peer.v1.AppendAccepted.encode(message.appendAccepted, writer.uint32(42).fork(), _depth + 1).ldelim();
                    if (message.appendRejected != null && $Object.hasOwnProperty.call(message, "appendRejected"))
                        $root.tidemark.peer.v1.AppendRejected.encode(message.appendRejected, writer.uint32(50).fork(), _depth + 1).ldelim();
                    if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat"))
                        $root.tidemark.peer.v1.RaftHeartbeat.encode(message.heartbeat, writer.uint32(58).fork(), _depth + 1).ldelim();
                    if (message.heartbeatReply != null && $Object.hasOwnProperty.call(message, "heartbeatReply"))
                        $root.tidemark.peer.v1.RaftHeartbeatReply.encode(message.heartbeatReply, writer.uint32(66).fork(), _depth + 1).ldelim();
                    if (message.snapshotChunk != null && $Object.hasOwnProperty.call(message, "snapshotChunk"))
                        $root.tidemark.peer.v1.SnapshotChunk.encode(message.snapshotChunk, writer.uint32(74).fork(), _depth + 1).ldelim();
                    if (message.snapshotReply != null && $Object.hasOwnProperty.call(message, "snapshotReply"))
                        $root.tidemark.peer.v1.SnapshotReply.encode(message.snapshotReply, writer.uint32(82).fork(), _depth + 1).ldelim();
                    if (message.timeoutNow != null && $Object.hasOwnProperty.call(message, "timeoutNow"))
                        $root.tidemark.peer.v1.TimeoutNow.encode(message.timeoutNow, writer.uint32(90).fork(), _depth + 1).ldelim();
                    if (message.readRequest != null && $Object.hasOwnProperty.call(message, "readRequest"))
                        $root.tidemark.peer.v1.ReadRequest.encode(message.readRequest, writer.uint32(98).fork(), _depth + 1).ldelim();
                    if (message.readReply != null && $Object.hasOwnProperty.call(message, "readReply"))
                        $root.tidemark.peer.v1.ReadReply.encode(message.readReply, writer.uint32(106).fork(), _depth + 1).ldelim();
                    if (message.termIsOver != null && $Object.hasOwnProperty.call(message, "termIsOver"))
                        $root.tidemark.peer.v1.TermIsOver.encode(message.termIsOver, writer.uint32(114).fork(), _depth + 1).ldelim();
                    return writer;
                };

                RaftMessage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.RaftMessage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.voteRequest = $root.tidemark.peer.v1.VoteRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.voteRequest);
                                message.message = "voteRequest";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.voteReply = $root.tidemark.peer.v1.VoteReply.decode(reader, reader.size(), $undefined, _depth + 1, message.voteReply);
                                message.message = "voteReply";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.append = $root.tidemark.peer.v1.Append.decode(reader, reader.size(), $undefined, _depth + 1, message.append);
                                message.message = "append";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.appendAccepted = $root.tidemark.peer.v1.AppendAccepted.decode(reader, reader.size(), $undefined, _depth + 1, message.appendAccepted);
                                message.message = "appendAccepted";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.appendRejected = $root.tidemark.peer.v1.AppendRejected.decode(reader, reader.size(), $undefined, _depth + 1, message.appendRejected);
                                message.message = "appendRejected";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.heartbeat = $root.tidemark.peer.v1.RaftHeartbeat.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeat);
                                message.message = "heartbeat";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.heartbeatReply = $root.tidemark.peer.v1.RaftHeartbeatReply.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeatReply);
                                message.message = "heartbeatReply";
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.snapshotChunk = $root.tidemark.peer.v1.SnapshotChunk.decode(reader, reader.size(), $undefined, _depth + 1, message.snapshotChunk);
                                message.message = "snapshotChunk";
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.snapshotReply = $root.tidemark.peer.v1.SnapshotReply.decode(reader, reader.size(), $undefined, _depth + 1, message.snapshotReply);
                                message.message = "snapshotReply";
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                message.timeoutNow = $root.tidemark.peer.v1.TimeoutNow.decode(reader, reader.size(), $undefined, _depth + 1, message.timeoutNow);
                                message.message = "timeoutNow";
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                message.readRequest = $root.tidemark.peer.v1.ReadRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.readRequest);
                                message.message = "readRequest";
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                message.readReply = $root.tidemark.peer.v1.ReadReply.decode(reader, reader.size(), $undefined, _depth + 1, message.readReply);
                                message.message = "readReply";
                                continue;
                            }
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                message.termIsOver = $root.tidemark.peer.v1.TermIsOver.decode(reader, reader.size(), $undefined, _depth + 1, message.termIsOver);
                                message.message = "termIsOver";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftMessage;
            })();

            v1.VoteRequest = (function() {

                const VoteRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                VoteRequest.prototype.pre = false;
                VoteRequest.prototype.lastIndex = 0;
                VoteRequest.prototype.lastTerm = 0;
                VoteRequest.prototype.transfer = false;

                VoteRequest.create = function(properties) {
                    return new VoteRequest(properties);
                };

                VoteRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.pre != null && $Object.hasOwnProperty.call(message, "pre") && message.pre !== false)
                        writer.uint32(8).bool(message.pre);
                    if (message.lastIndex != null && $Object.hasOwnProperty.call(message, "lastIndex") && message.lastIndex !== 0)
                        writer.uint32(16).uint64(message.lastIndex);
                    if (message.lastTerm != null && $Object.hasOwnProperty.call(message, "lastTerm") && message.lastTerm !== 0)
                        writer.uint32(24).uint64(message.lastTerm);
                    if (message.transfer != null && $Object.hasOwnProperty.call(message, "transfer") && message.transfer !== false)
                        writer.uint32(32).bool(message.transfer);
                    return writer;
                };

                VoteRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.VoteRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.pre = value;
                                else
                                    delete message.pre;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.lastIndex = value;
                                else
                                    delete message.lastIndex;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.lastTerm = value;
                                else
                                    delete message.lastTerm;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.transfer = value;
                                else
                                    delete message.transfer;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return VoteRequest;
            })();

            v1.VoteReply = (function() {

                const VoteReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                VoteReply.prototype.pre = false;
                VoteReply.prototype.granted = false;

                VoteReply.create = function(properties) {
                    return new VoteReply(properties);
                };

                VoteReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.pre != null && $Object.hasOwnProperty.call(message, "pre") && message.pre !== false)
                        writer.uint32(8).bool(message.pre);
                    if (message.granted != null && $Object.hasOwnProperty.call(message, "granted") && message.granted !== false)
                        writer.uint32(16).bool(message.granted);
                    return writer;
                };

                VoteReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.VoteReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.pre = value;
                                else
                                    delete message.pre;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.granted = value;
                                else
                                    delete message.granted;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return VoteReply;
            })();

            v1.Append = (function() {

                const Append = function (properties) {
                    this.entries = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Append.prototype.previousIndex = 0;
                Append.prototype.previousTerm = 0;
                Append.prototype.entries = $util.emptyArray;
                Append.prototype.commitIndex = 0;

                Append.create = function(properties) {
                    return new Append(properties);
                };

                Append.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.previousIndex != null && $Object.hasOwnProperty.call(message, "previousIndex") && message.previousIndex !== 0)
                        writer.uint32(8).uint64(message.previousIndex);
                    if (message.previousTerm != null && $Object.hasOwnProperty.call(message, "previousTerm") && message.previousTerm !== 0)
                        writer.uint32(16).uint64(message.previousTerm);
                    if (message.entries != null && message.entries.length)
                        for (let i = 0; i < message.entries.length; ++i)
                            $root.tidemark.peer.v1.RaftEntry.encode(message.entries[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.commitIndex != null && $Object.hasOwnProperty.call(message, "commitIndex") && message.commitIndex !== 0)
                        writer.uint32(32).uint64(message.commitIndex);
                    return writer;
                };

                Append.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Append();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.previousIndex = value;
                                else
                                    delete message.previousIndex;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.previousTerm = value;
                                else
                                    delete message.previousTerm;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.entries && message.entries.length))
                                    message.entries = [];
                                message.entries.push($root.tidemark.peer.v1.RaftEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.commitIndex = value;
                                else
                                    delete message.commitIndex;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Append;
            })();

            v1.RaftEntry = (function() {

                const RaftEntry = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaftEntry.prototype.term = 0;
                RaftEntry.prototype.data = null;
                RaftEntry.prototype.membership = null;
                RaftEntry.prototype.empty = null;

                let $oneOfFields;

                $Object.defineProperty(RaftEntry.prototype, "body", {
                    get: $util.oneOfGetter($oneOfFields = ["data", "membership", "empty"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                RaftEntry.create = function(properties) {
                    return new RaftEntry(properties);
                };

                RaftEntry.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.term != null && $Object.hasOwnProperty.call(message, "term") && message.term !== 0)
                        writer.uint32(8).uint64(message.term);
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                        writer.uint32(18).bytes(message.data);
                    if (message.membership != null && $Object.hasOwnProperty.call(message, "membership"))
                        $root.tidemark.peer.v1.RaftMembership.encode(message.membership, writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.empty != null && $Object.hasOwnProperty.call(message, "empty"))
                        writer.uint32(32).bool(message.empty);
                    return writer;
                };

                RaftEntry.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.RaftEntry();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.term = value;
                                else
                                    delete message.term;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.data = reader.bytes();
                                message.body = "data";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.membership = $root.tidemark.peer.v1.RaftMembership.decode(reader, reader.size(), $undefined, _depth + 1, message.membership);
                                message.body = "membership";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.empty = reader.bool();
                                message.body = "empty";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftEntry;
            })();

            v1.RaftMembership = (function() {

                const RaftMembership = function (properties) {
                    this.voters = [];
                    this.learners = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaftMembership.prototype.voters = $util.emptyArray;
                RaftMembership.prototype.learners = $util.emptyArray;

                RaftMembership.create = function(properties) {
                    return new RaftMembership(properties);
                };

                RaftMembership.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.voters != null && message.voters.length)
                        writer.uint32(10).uint32s(message.voters);
                    if (message.learners != null && message.learners.length)
                        writer.uint32(18).uint32s(message.learners);
                    return writer;
                };

                RaftMembership.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.RaftMembership();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType === 2) {
                                    if (!(message.voters && message.voters.length))
                                        message.voters = [];
                                    reader.uint32s(message.voters);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.voters && message.voters.length))
                                    message.voters = [];
                                message.voters.push(reader.uint32());
                                continue;
                            }
                        case 2: {
                                if (wireType === 2) {
                                    if (!(message.learners && message.learners.length))
                                        message.learners = [];
                                    reader.uint32s(message.learners);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.learners && message.learners.length))
                                    message.learners = [];
                                message.learners.push(reader.uint32());
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftMembership;
            })();

            v1.AppendAccepted = (function() {

                const AppendAccepted = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                AppendAccepted.prototype.matchIndex = 0;

                AppendAccepted.create = function(properties) {
                    return new AppendAccepted(properties);
                };

                AppendAccepted.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.matchIndex != null && $Object.hasOwnProperty.call(message, "matchIndex") && message.matchIndex !== 0)
                        writer.uint32(8).uint64(message.matchIndex);
                    return writer;
                };

                AppendAccepted.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.AppendAccepted();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.matchIndex = value;
                                else
                                    delete message.matchIndex;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return AppendAccepted;
            })();

            v1.AppendRejected = (function() {

                const AppendRejected = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                AppendRejected.prototype.rejectedIndex = 0;
                AppendRejected.prototype.hintIndex = 0;
                AppendRejected.prototype.hintTerm = 0;

                AppendRejected.create = function(properties) {
                    return new AppendRejected(properties);
                };

                AppendRejected.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.rejectedIndex != null && $Object.hasOwnProperty.call(message, "rejectedIndex") && message.rejectedIndex !== 0)
                        writer.uint32(8).uint64(message.rejectedIndex);
                    if (message.hintIndex != null && $Object.hasOwnProperty.call(message, "hintIndex") && message.hintIndex !== 0)
                        writer.uint32(16).uint64(message.hintIndex);
                    if (message.hintTerm != null && $Object.hasOwnProperty.call(message, "hintTerm") && message.hintTerm !== 0)
                        writer.uint32(24).uint64(message.hintTerm);
                    return writer;
                };

                AppendRejected.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.AppendRejected();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.rejectedIndex = value;
                                else
                                    delete message.rejectedIndex;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.hintIndex = value;
                                else
                                    delete message.hintIndex;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.hintTerm = value;
                                else
                                    delete message.hintTerm;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return AppendRejected;
            })();

            v1.RaftHeartbeat = (function() {

                const RaftHeartbeat = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaftHeartbeat.prototype.commitIndex = 0;
                RaftHeartbeat.prototype.round = 0;
                RaftHeartbeat.prototype.lastIndex = 0;

                RaftHeartbeat.create = function(properties) {
                    return new RaftHeartbeat(properties);
                };

                RaftHeartbeat.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.commitIndex != null && $Object.hasOwnProperty.call(message, "commitIndex") && message.commitIndex !== 0)
                        writer.uint32(8).uint64(message.commitIndex);
                    if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                        writer.uint32(16).uint64(message.round);
                    if (message.lastIndex != null && $Object.hasOwnProperty.call(message, "lastIndex") && message.lastIndex !== 0)
                        writer.uint32(24).uint64(message.lastIndex);
                    return writer;
                };

                RaftHeartbeat.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.RaftHeartbeat();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.commitIndex = value;
                                else
                                    delete message.commitIndex;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.round = value;
                                else
                                    delete message.round;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.lastIndex = value;
                                else
                                    delete message.lastIndex;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftHeartbeat;
            })();

            v1.RaftHeartbeatReply = (function() {

                const RaftHeartbeatReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                RaftHeartbeatReply.prototype.round = 0;
                RaftHeartbeatReply.prototype.lastIndex = 0;
                RaftHeartbeatReply.prototype.lost = false;
                RaftHeartbeatReply.prototype.appliedIndex = 0;

                RaftHeartbeatReply.create = function(properties) {
                    return new RaftHeartbeatReply(properties);
                };

                RaftHeartbeatReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                        writer.uint32(8).uint64(message.round);
                    if (message.lastIndex != null && $Object.hasOwnProperty.call(message, "lastIndex") && message.lastIndex !== 0)
                        writer.uint32(16).uint64(message.lastIndex);
                    if (message.lost != null && $Object.hasOwnProperty.call(message, "lost") && message.lost !== false)
                        writer.uint32(24).bool(message.lost);
                    if (message.appliedIndex != null && $Object.hasOwnProperty.call(message, "appliedIndex") && message.appliedIndex !== 0)
                        writer.uint32(32).uint64(message.appliedIndex);
                    return writer;
                };

                RaftHeartbeatReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.RaftHeartbeatReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.round = value;
                                else
                                    delete message.round;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.lastIndex = value;
                                else
                                    delete message.lastIndex;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.lost = value;
                                else
                                    delete message.lost;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.appliedIndex = value;
                                else
                                    delete message.appliedIndex;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RaftHeartbeatReply;
            })();

            v1.SnapshotChunk = (function() {

                const SnapshotChunk = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SnapshotChunk.prototype.index = 0;
                SnapshotChunk.prototype.snapshotTerm = 0;
                SnapshotChunk.prototype.membership = null;
                SnapshotChunk.prototype.sizeBytes = 0;
                SnapshotChunk.prototype.position = 0;
                SnapshotChunk.prototype.chunk = $util.newBuffer([]);

                SnapshotChunk.create = function(properties) {
                    return new SnapshotChunk(properties);
                };

                SnapshotChunk.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                        writer.uint32(8).uint64(message.index);
                    if (message.snapshotTerm != null && $Object.hasOwnProperty.call(message, "snapshotTerm") && message.snapshotTerm !== 0)
                        writer.uint32(16).uint64(message.snapshotTerm);
                    if (message.membership != null && $Object.hasOwnProperty.call(message, "membership"))
                        $root.tidemark.peer.v1.RaftMembership.encode(message.membership, writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.sizeBytes != null && $Object.hasOwnProperty.call(message, "sizeBytes") && message.sizeBytes !== 0)
                        writer.uint32(32).uint64(message.sizeBytes);
                    if (message.position != null && $Object.hasOwnProperty.call(message, "position") && message.position !== 0)
                        writer.uint32(40).uint64(message.position);
                    if (message.chunk != null && $Object.hasOwnProperty.call(message, "chunk") && message.chunk.length)
                        writer.uint32(50).bytes(message.chunk);
                    return writer;
                };

                SnapshotChunk.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.SnapshotChunk();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.index = value;
                                else
                                    delete message.index;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.snapshotTerm = value;
                                else
                                    delete message.snapshotTerm;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.membership = $root.tidemark.peer.v1.RaftMembership.decode(reader, reader.size(), $undefined, _depth + 1, message.membership);
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.sizeBytes = value;
                                else
                                    delete message.sizeBytes;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.position = value;
                                else
                                    delete message.position;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.chunk = value;
                                else
                                    delete message.chunk;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SnapshotChunk;
            })();

            v1.SnapshotReply = (function() {

                const SnapshotReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SnapshotReply.prototype.index = 0;
                SnapshotReply.prototype.receivedBytes = 0;

                SnapshotReply.create = function(properties) {
                    return new SnapshotReply(properties);
                };

                SnapshotReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                        writer.uint32(8).uint64(message.index);
                    if (message.receivedBytes != null && $Object.hasOwnProperty.call(message, "receivedBytes") && message.receivedBytes !== 0)
                        writer.uint32(16).uint64(message.receivedBytes);
                    return writer;
                };

                SnapshotReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.SnapshotReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.index = value;
                                else
                                    delete message.index;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.receivedBytes = value;
                                else
                                    delete message.receivedBytes;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SnapshotReply;
            })();

            v1.TimeoutNow = (function() {

                const TimeoutNow = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                TimeoutNow.create = function(properties) {
                    return new TimeoutNow(properties);
                };

                TimeoutNow.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    return writer;
                };

                TimeoutNow.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.TimeoutNow();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return TimeoutNow;
            })();

            v1.ReadRequest = (function() {

                const ReadRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                ReadRequest.prototype.id = 0;

                ReadRequest.create = function(properties) {
                    return new ReadRequest(properties);
                };

                ReadRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                        writer.uint32(8).uint64(message.id);
                    return writer;
                };

                ReadRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.ReadRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ReadRequest;
            })();

            v1.ReadReply = (function() {

                const ReadReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                ReadReply.prototype.id = 0;
                ReadReply.prototype.index = null;

                let $oneOfFields;

                ReadReply.create = function(properties) {
                    return new ReadReply(properties);
                };

                ReadReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                        writer.uint32(8).uint64(message.id);
                    if (message.index != null && $Object.hasOwnProperty.call(message, "index"))
                        writer.uint32(16).uint64(message.index);
                    return writer;
                };

                ReadReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.ReadReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                message.index = $int64(reader, false);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ReadReply;
            })();

            v1.TermIsOver = (function() {

                const TermIsOver = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                TermIsOver.create = function(properties) {
                    return new TermIsOver(properties);
                };

                TermIsOver.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    return writer;
                };

                TermIsOver.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.TermIsOver();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return TermIsOver;
            })();

            v1.FollowerMessage = (function() {

                const FollowerMessage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                FollowerMessage.prototype.follow = null;
                FollowerMessage.prototype.unfollow = null;
                FollowerMessage.prototype.flushed = null;
                FollowerMessage.prototype.credit = null;

                let $oneOfFields;

                $Object.defineProperty(FollowerMessage.prototype, "message", {
                    get: $util.oneOfGetter($oneOfFields = ["follow", "unfollow", "flushed", "credit"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                FollowerMessage.create = function(properties) {
                    return new FollowerMessage(properties);
                };

                FollowerMessage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.follow != null && $Object.hasOwnProperty.call(message, "follow"))
                        $root.tidemark.peer.v1.Follow.encode(message.follow, writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.unfollow != null && $Object.hasOwnProperty.call(message, "unfollow"))
                        $root.tidemark.peer.v1.Unfollow.encode(message.unfollow, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.flushed != null && $Object.hasOwnProperty.call(message, "flushed"))
                        $root.tidemark.peer.v1.Flushed.encode(message.flushed, writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.credit != null && $Object.hasOwnProperty.call(message, "credit"))
                        $root.tidemark.peer.v1.Credit.encode(message.credit, writer.uint32(34).fork(), _depth + 1).ldelim();
                    return writer;
                };

                FollowerMessage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.FollowerMessage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.follow = $root.tidemark.peer.v1.Follow.decode(reader, reader.size(), $undefined, _depth + 1, message.follow);
                                message.message = "follow";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.unfollow = $root.tidemark.peer.v1.Unfollow.decode(reader, reader.size(), $undefined, _depth + 1, message.unfollow);
                                message.message = "unfollow";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.flushed = $root.tidemark.peer.v1.Flushed.decode(reader, reader.size(), $undefined, _depth + 1, message.flushed);
                                message.message = "flushed";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.credit = $root.tidemark.peer.v1.Credit.decode(reader, reader.size(), $undefined, _depth + 1, message.credit);
                                message.message = "credit";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return FollowerMessage;
            })();

            v1.LeaderMessage = (function() {

                const LeaderMessage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                LeaderMessage.prototype.batches = null;
                LeaderMessage.prototype.advanced = null;
                LeaderMessage.prototype.diverged = null;
                LeaderMessage.prototype.refused = null;

                let $oneOfFields;

                $Object.defineProperty(LeaderMessage.prototype, "message", {
                    get: $util.oneOfGetter($oneOfFields = ["batches", "advanced", "diverged", "refused"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                LeaderMessage.create = function(properties) {
                    return new LeaderMessage(properties);
                };

                LeaderMessage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.batches != null && $Object.hasOwnProperty.call(message, "batches"))
                        $root.tidemark.peer.v1.Batches.encode(message.batches, writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.advanced != null && $Object.hasOwnProperty.call(message, "advanced"))
                        $root.tidemark.peer.v1.Advanced.encode(message.advanced, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.diverged != null && $Object.hasOwnProperty.call(message, "diverged"))
                        $root.tidemark.peer.v1.Diverged.encode(message.diverged, writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.refused != null && $Object.hasOwnProperty.call(message, "refused"))
                        $root.tidemark.peer.v1.Refused.encode(message.refused, writer.uint32(34).fork(), _depth + 1).ldelim();
                    return writer;
                };

                LeaderMessage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.LeaderMessage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.batches = $root.tidemark.peer.v1.Batches.decode(reader, reader.size(), $undefined, _depth + 1, message.batches);
                                message.message = "batches";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.advanced = $root.tidemark.peer.v1.Advanced.decode(reader, reader.size(), $undefined, _depth + 1, message.advanced);
                                message.message = "advanced";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.diverged = $root.tidemark.peer.v1.Diverged.decode(reader, reader.size(), $undefined, _depth + 1, message.diverged);
                                message.message = "diverged";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.refused = $root.tidemark.peer.v1.Refused.decode(reader, reader.size(), $undefined, _depth + 1, message.refused);
                                message.message = "refused";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return LeaderMessage;
            })();

            v1.Follow = (function() {

                const Follow = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Follow.prototype.follow = 0;
                Follow.prototype.topicId = $util.newBuffer([]);
                Follow.prototype.partition = 0;
                Follow.prototype.leaderEpoch = 0;
                Follow.prototype.endOffset = 0;
                Follow.prototype.lastEpoch = 0;
                Follow.prototype.flushedOffset = 0;
                Follow.prototype.copyingSince = 0;

                Follow.create = function(properties) {
                    return new Follow(properties);
                };

                Follow.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.follow != null && $Object.hasOwnProperty.call(message, "follow") && message.follow !== 0)
                        writer.uint32(8).uint32(message.follow);
                    if (message.topicId != null && $Object.hasOwnProperty.call(message, "topicId") && message.topicId.length)
                        writer.uint32(18).bytes(message.topicId);
                    if (message.partition != null && $Object.hasOwnProperty.call(message, "partition") && message.partition !== 0)
                        writer.uint32(24).uint32(message.partition);
                    if (message.leaderEpoch != null && $Object.hasOwnProperty.call(message, "leaderEpoch") && message.leaderEpoch !== 0)
                        writer.uint32(32).int64(message.leaderEpoch);
                    if (message.endOffset != null && $Object.hasOwnProperty.call(message, "endOffset") && message.endOffset !== 0)
                        writer.uint32(40).int64(message.endOffset);
                    if (message.lastEpoch != null && $Object.hasOwnProperty.call(message, "lastEpoch") && message.lastEpoch !== 0)
                        writer.uint32(48).uint64(message.lastEpoch);
                    if (message.flushedOffset != null && $Object.hasOwnProperty.call(message, "flushedOffset") && message.flushedOffset !== 0)
                        writer.uint32(56).int64(message.flushedOffset);
                    if (message.copyingSince != null && $Object.hasOwnProperty.call(message, "copyingSince") && message.copyingSince !== 0)
                        writer.uint32(64).int64(message.copyingSince);
                    return writer;
                };

                Follow.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Follow();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.follow = value;
                                else
                                    delete message.follow;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.topicId = value;
                                else
                                    delete message.topicId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.partition = value;
                                else
                                    delete message.partition;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.leaderEpoch = value;
                                else
                                    delete message.leaderEpoch;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.endOffset = value;
                                else
                                    delete message.endOffset;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.lastEpoch = value;
                                else
                                    delete message.lastEpoch;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.flushedOffset = value;
                                else
                                    delete message.flushedOffset;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.copyingSince = value;
                                else
                                    delete message.copyingSince;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Follow;
            })();

            v1.Unfollow = (function() {

                const Unfollow = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Unfollow.prototype.follow = 0;

                Unfollow.create = function(properties) {
                    return new Unfollow(properties);
                };

                Unfollow.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.follow != null && $Object.hasOwnProperty.call(message, "follow") && message.follow !== 0)
                        writer.uint32(8).uint32(message.follow);
                    return writer;
                };

                Unfollow.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Unfollow();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.follow = value;
                                else
                                    delete message.follow;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Unfollow;
            })();

            v1.Flushed = (function() {

                const Flushed = function (properties) {
                    this.follows = [];
                    this.flushedOffsets = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Flushed.prototype.follows = $util.emptyArray;
                Flushed.prototype.flushedOffsets = $util.emptyArray;

                Flushed.create = function(properties) {
                    return new Flushed(properties);
                };

                Flushed.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.follows != null && message.follows.length)
                        writer.uint32(10).uint32s(message.follows);
                    if (message.flushedOffsets != null && message.flushedOffsets.length)
                        writer.uint32(18).int64s(message.flushedOffsets);
                    return writer;
                };

                Flushed.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Flushed();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType === 2) {
                                    if (!(message.follows && message.follows.length))
                                        message.follows = [];
                                    reader.uint32s(message.follows);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.follows && message.follows.length))
                                    message.follows = [];
                                message.follows.push(reader.uint32());
                                continue;
                            }
                        case 2: {
                                if (wireType === 2) {
                                    if (!(message.flushedOffsets && message.flushedOffsets.length))
                                        message.flushedOffsets = [];
                                    $int64s(reader, true, message.flushedOffsets);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.flushedOffsets && message.flushedOffsets.length))
                                    message.flushedOffsets = [];
                                message.flushedOffsets.push($int64(reader, true));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Flushed;
            })();

            v1.Credit = (function() {

                const Credit = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Credit.prototype.bytes = 0;

                Credit.create = function(properties) {
                    return new Credit(properties);
                };

                Credit.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && message.bytes !== 0)
                        writer.uint32(8).uint64(message.bytes);
                    return writer;
                };

                Credit.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Credit();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.bytes = value;
                                else
                                    delete message.bytes;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Credit;
            })();

            v1.Batches = (function() {

                const Batches = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Batches.prototype.follow = 0;
                Batches.prototype.highWatermark = 0;
                Batches.prototype.logStartOffset = 0;
                Batches.prototype.batches = $util.newBuffer([]);

                Batches.create = function(properties) {
                    return new Batches(properties);
                };

                Batches.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.follow != null && $Object.hasOwnProperty.call(message, "follow") && message.follow !== 0)
                        writer.uint32(8).uint32(message.follow);
                    if (message.highWatermark != null && $Object.hasOwnProperty.call(message, "highWatermark") && message.highWatermark !== 0)
                        writer.uint32(16).int64(message.highWatermark);
                    if (message.logStartOffset != null && $Object.hasOwnProperty.call(message, "logStartOffset") && message.logStartOffset !== 0)
                        writer.uint32(24).int64(message.logStartOffset);
                    if (message.batches != null && $Object.hasOwnProperty.call(message, "batches") && message.batches.length)
                        writer.uint32(34).bytes(message.batches);
                    return writer;
                };

                Batches.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Batches();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.follow = value;
                                else
                                    delete message.follow;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.highWatermark = value;
                                else
                                    delete message.highWatermark;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.logStartOffset = value;
                                else
                                    delete message.logStartOffset;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.batches = value;
                                else
                                    delete message.batches;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Batches;
            })();

            v1.Advanced = (function() {

                const Advanced = function (properties) {
                    this.follows = [];
                    this.highWatermarks = [];
                    this.logStartOffsets = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Advanced.prototype.follows = $util.emptyArray;
                Advanced.prototype.highWatermarks = $util.emptyArray;
                Advanced.prototype.logStartOffsets = $util.emptyArray;

                Advanced.create = function(properties) {
                    return new Advanced(properties);
                };

                Advanced.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.follows != null && message.follows.length)
                        writer.uint32(10).uint32s(message.follows);
                    if (message.highWatermarks != null && message.highWatermarks.length)
                        writer.uint32(18).int64s(message.highWatermarks);
                    if (message.logStartOffsets != null && message.logStartOffsets.length)
                        writer.uint32(26).int64s(message.logStartOffsets);
                    return writer;
                };

                Advanced.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Advanced();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType === 2) {
                                    if (!(message.follows && message.follows.length))
                                        message.follows = [];
                                    reader.uint32s(message.follows);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.follows && message.follows.length))
                                    message.follows = [];
                                message.follows.push(reader.uint32());
                                continue;
                            }
                        case 2: {
                                if (wireType === 2) {
                                    if (!(message.highWatermarks && message.highWatermarks.length))
                                        message.highWatermarks = [];
                                    $int64s(reader, true, message.highWatermarks);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.highWatermarks && message.highWatermarks.length))
                                    message.highWatermarks = [];
                                message.highWatermarks.push($int64(reader, true));
                                continue;
                            }
                        case 3: {
                                if (wireType === 2) {
                                    if (!(message.logStartOffsets && message.logStartOffsets.length))
                                        message.logStartOffsets = [];
                                    $int64s(reader, true, message.logStartOffsets);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.logStartOffsets && message.logStartOffsets.length))
                                    message.logStartOffsets = [];
                                message.logStartOffsets.push($int64(reader, true));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Advanced;
            })();

            v1.Diverged = (function() {

                const Diverged = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Diverged.prototype.follow = 0;
                Diverged.prototype.epoch = 0;
                Diverged.prototype.endOffset = 0;

                Diverged.create = function(properties) {
                    return new Diverged(properties);
                };

                Diverged.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.follow != null && $Object.hasOwnProperty.call(message, "follow") && message.follow !== 0)
                        writer.uint32(8).uint32(message.follow);
                    if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                        writer.uint32(16).uint64(message.epoch);
                    if (message.endOffset != null && $Object.hasOwnProperty.call(message, "endOffset") && message.endOffset !== 0)
                        writer.uint32(24).int64(message.endOffset);
                    return writer;
                };

                Diverged.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Diverged();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.follow = value;
                                else
                                    delete message.follow;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, false))
                                    message.epoch = value;
                                else
                                    delete message.epoch;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.endOffset = value;
                                else
                                    delete message.endOffset;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Diverged;
            })();

            v1.Refused = (function() {

                const Refused = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Refused.prototype.follow = 0;
                Refused.prototype.notLeader = null;
                Refused.prototype.startAnew = null;
                Refused.prototype.unreadable = null;

                let $oneOfFields;

                $Object.defineProperty(Refused.prototype, "reason", {
                    get: $util.oneOfGetter($oneOfFields = ["notLeader", "startAnew", "unreadable"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                Refused.create = function(properties) {
                    return new Refused(properties);
                };

                Refused.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.follow != null && $Object.hasOwnProperty.call(message, "follow") && message.follow !== 0)
                        writer.uint32(8).uint32(message.follow);
                    if (message.notLeader != null && $Object.hasOwnProperty.call(message, "notLeader"))
                        writer.uint32(16).bool(message.notLeader);
                    if (message.startAnew != null && $Object.hasOwnProperty.call(message, "startAnew"))
                        $root.tidemark.peer.v1.StartAnew.encode(message.startAnew, writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.unreadable != null && $Object.hasOwnProperty.call(message, "unreadable"))
                        writer.uint32(32).bool(message.unreadable);
                    return writer;
                };

                Refused.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.Refused();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.follow = value;
                                else
                                    delete message.follow;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                message.notLeader = reader.bool();
                                message.reason = "notLeader";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.startAnew = $root.tidemark.peer.v1.StartAnew.decode(reader, reader.size(), $undefined, _depth + 1, message.startAnew);
                                message.reason = "startAnew";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                message.unreadable = reader.bool();
                                message.reason = "unreadable";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Refused;
            })();

            v1.StartAnew = (function() {

                const StartAnew = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                StartAnew.prototype.offset = 0;
                StartAnew.prototype.cleanedOffset = 0;
                StartAnew.prototype.producers = $util.newBuffer([]);

                StartAnew.create = function(properties) {
                    return new StartAnew(properties);
                };

                StartAnew.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                        writer.uint32(8).int64(message.offset);
                    if (message.cleanedOffset != null && $Object.hasOwnProperty.call(message, "cleanedOffset") && message.cleanedOffset !== 0)
                        writer.uint32(16).int64(message.cleanedOffset);
                    if (message.producers != null && $Object.hasOwnProperty.call(message, "producers") && message.producers.length)
                        writer.uint32(26).bytes(message.producers);
                    return writer;
                };

                StartAnew.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.tidemark.peer.v1.StartAnew();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.offset = value;
                                else
                                    delete message.offset;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = $int64(reader, true))
                                    message.cleanedOffset = value;
                                else
                                    delete message.cleanedOffset;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.producers = value;
                                else
                                    delete message.producers;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return StartAnew;
            })();

            return v1;
        })();

        return peer;
    })();

    return tidemark;
})();

export {
  $root as default
};
