// Generated from schema/ by scripts/generate.js; do not edit.
import * as $protobuf from "protobufjs/minimal.js";

/** Namespace tidemark. */
export namespace tidemark {

    /** Namespace peer. */
    namespace peer {

        /** Namespace v1. */
        namespace v1 {

            /** Represents a Call. */
            class Call {

                /**
                 * Constructs a new Call.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Call.$Properties);

                /** Call id. */
                id: number;

                /** Call method. */
                method: string;

                /** Call body. */
                body: Uint8Array;

                /**
                 * Creates a new Call instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Call instance
                 */
                static create(properties: tidemark.peer.v1.Call.$Shape): tidemark.peer.v1.Call & tidemark.peer.v1.Call.$Shape;
                static create(properties?: tidemark.peer.v1.Call.$Properties): tidemark.peer.v1.Call;

                /**
                 * Encodes the specified Call message. Does not implicitly {@link tidemark.peer.v1.Call.verify|verify} messages.
                 * @param message Call message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Call.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Call message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Call & tidemark.peer.v1.Call.$Shape} Call
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Call & tidemark.peer.v1.Call.$Shape;
            }

            namespace Call {

                /** Properties of a Call. */
                interface $Properties {

                    /** Call id */
                    id?: number | undefined;

                    /** Call method */
                    method?: string | undefined;

                    /** Call body */
                    body?: Uint8Array | undefined;
                }

                /** Shape of a Call. */
                type $Shape = tidemark.peer.v1.Call.$Properties;
            }

            /** Represents an Answer. */
            class Answer {

                /**
                 * Constructs a new Answer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Answer.$Properties);

                /** Answer id. */
                id: number;

                /** Answer body. */
                body: (Uint8Array|null);

                /** Answer failure. */
                failure: (tidemark.peer.v1.Failure|null);

                /** Answer outcome. */
                outcome?: ("body"|"failure") | undefined;

                /**
                 * Creates a new Answer instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Answer instance
                 */
                static create(properties: tidemark.peer.v1.Answer.$Shape): tidemark.peer.v1.Answer & tidemark.peer.v1.Answer.$Shape;
                static create(properties?: tidemark.peer.v1.Answer.$Properties): tidemark.peer.v1.Answer;

                /**
                 * Encodes the specified Answer message. Does not implicitly {@link tidemark.peer.v1.Answer.verify|verify} messages.
                 * @param message Answer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Answer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Answer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Answer & tidemark.peer.v1.Answer.$Shape} Answer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Answer & tidemark.peer.v1.Answer.$Shape;
            }

            namespace Answer {

                /** Properties of an Answer. */
                interface $Properties {

                    /** Answer id */
                    id?: number | undefined;

                    /** Answer body */
                    body?: (Uint8Array|null) | undefined;

                    /** Answer failure */
                    failure?: (tidemark.peer.v1.Failure.$Properties|null) | undefined;

                    /** Answer outcome */
                    outcome?: ("body"|"failure") | undefined;
                }

                /** Narrowed shape of an Answer. */
                type $Shape = {
                  id?: number | undefined;
                  body?: Uint8Array|null | undefined;
                  failure?: tidemark.peer.v1.Failure.$Shape|null | undefined;
                } & (
                  ({ outcome?: undefined; body?: null; failure?: null }|{ outcome?: "body"; body: Uint8Array; failure?: null }|{ outcome?: "failure"; body?: null; failure: tidemark.peer.v1.Failure.$Shape })
                );
            }

            /** Represents a Failure. */
            class Failure {

                /**
                 * Constructs a new Failure.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Failure.$Properties);

                /** Failure code. */
                code: string;

                /** Failure message. */
                message: string;

                /** Failure details. */
                details: string;

                /**
                 * Creates a new Failure instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Failure instance
                 */
                static create(properties: tidemark.peer.v1.Failure.$Shape): tidemark.peer.v1.Failure & tidemark.peer.v1.Failure.$Shape;
                static create(properties?: tidemark.peer.v1.Failure.$Properties): tidemark.peer.v1.Failure;

                /**
                 * Encodes the specified Failure message. Does not implicitly {@link tidemark.peer.v1.Failure.verify|verify} messages.
                 * @param message Failure message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Failure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Failure message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Failure & tidemark.peer.v1.Failure.$Shape} Failure
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Failure & tidemark.peer.v1.Failure.$Shape;
            }

            namespace Failure {

                /** Properties of a Failure. */
                interface $Properties {

                    /** Failure code */
                    code?: string | undefined;

                    /** Failure message */
                    message?: string | undefined;

                    /** Failure details */
                    details?: string | undefined;
                }

                /** Shape of a Failure. */
                type $Shape = tidemark.peer.v1.Failure.$Properties;
            }

            /** Represents a Heartbeat. */
            class Heartbeat {

                /**
                 * Constructs a new Heartbeat.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Heartbeat.$Properties);

                /** Heartbeat epoch. */
                epoch: number;

                /** Heartbeat appliedIndex. */
                appliedIndex: number;

                /** Heartbeat wallMs. */
                wallMs: number;

                /** Heartbeat drains. */
                drains: boolean;

                /** Heartbeat sentMs. */
                sentMs: number;

                /**
                 * Creates a new Heartbeat instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Heartbeat instance
                 */
                static create(properties: tidemark.peer.v1.Heartbeat.$Shape): tidemark.peer.v1.Heartbeat & tidemark.peer.v1.Heartbeat.$Shape;
                static create(properties?: tidemark.peer.v1.Heartbeat.$Properties): tidemark.peer.v1.Heartbeat;

                /**
                 * Encodes the specified Heartbeat message. Does not implicitly {@link tidemark.peer.v1.Heartbeat.verify|verify} messages.
                 * @param message Heartbeat message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Heartbeat message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Heartbeat & tidemark.peer.v1.Heartbeat.$Shape} Heartbeat
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Heartbeat & tidemark.peer.v1.Heartbeat.$Shape;
            }

            namespace Heartbeat {

                /** Properties of a Heartbeat. */
                interface $Properties {

                    /** Heartbeat epoch */
                    epoch?: number | undefined;

                    /** Heartbeat appliedIndex */
                    appliedIndex?: number | undefined;

                    /** Heartbeat wallMs */
                    wallMs?: number | undefined;

                    /** Heartbeat drains */
                    drains?: boolean | undefined;

                    /** Heartbeat sentMs */
                    sentMs?: number | undefined;
                }

                /** Shape of a Heartbeat. */
                type $Shape = tidemark.peer.v1.Heartbeat.$Properties;
            }

            /** Represents a ControllerWord. */
            class ControllerWord {

                /**
                 * Constructs a new ControllerWord.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.ControllerWord.$Properties);

                /** ControllerWord reason. */
                reason: tidemark.peer.v1.ControllerWord.Reason;

                /** ControllerWord heard. */
                heard: tidemark.peer.v1.Heard;

                /**
                 * Creates a new ControllerWord instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ControllerWord instance
                 */
                static create(properties: tidemark.peer.v1.ControllerWord.$Shape): tidemark.peer.v1.ControllerWord & tidemark.peer.v1.ControllerWord.$Shape;
                static create(properties?: tidemark.peer.v1.ControllerWord.$Properties): tidemark.peer.v1.ControllerWord;

                /**
                 * Encodes the specified ControllerWord message. Does not implicitly {@link tidemark.peer.v1.ControllerWord.verify|verify} messages.
                 * @param message ControllerWord message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.ControllerWord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ControllerWord message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.ControllerWord & tidemark.peer.v1.ControllerWord.$Shape} ControllerWord
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.ControllerWord & tidemark.peer.v1.ControllerWord.$Shape;
            }

            namespace ControllerWord {

                /** Properties of a ControllerWord. */
                interface $Properties {

                    /** ControllerWord reason */
                    reason?: tidemark.peer.v1.ControllerWord.Reason | undefined;

                    /** ControllerWord heard */
                    heard?: tidemark.peer.v1.Heard.$Properties | undefined;
                }

                /** Shape of a ControllerWord. */
                type $Shape = tidemark.peer.v1.ControllerWord.$Properties;

                /** Reason enum. */
                enum Reason {

                    /** NOT_ACTIVE value */
                    NOT_ACTIVE = 0,

                    /** REPLACED value */
                    REPLACED = 1,

                    /** FULL value */
                    FULL = 2,

                    /** REMOVED value */
                    REMOVED = 3
                }
            }

            /** Represents a Heard. */
            class Heard {

                /**
                 * Constructs a new Heard.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Heard.$Properties);

                /** Heard sentMs. */
                sentMs: number;

                /** Heard committedIndex. */
                committedIndex: number;

                /**
                 * Creates a new Heard instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Heard instance
                 */
                static create(properties: tidemark.peer.v1.Heard.$Shape): tidemark.peer.v1.Heard & tidemark.peer.v1.Heard.$Shape;
                static create(properties?: tidemark.peer.v1.Heard.$Properties): tidemark.peer.v1.Heard;

                /**
                 * Encodes the specified Heard message. Does not implicitly {@link tidemark.peer.v1.Heard.verify|verify} messages.
                 * @param message Heard message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Heard.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Heard message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Heard & tidemark.peer.v1.Heard.$Shape} Heard
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Heard & tidemark.peer.v1.Heard.$Shape;
            }

            namespace Heard {

                /** Properties of a Heard. */
                interface $Properties {

                    /** Heard sentMs */
                    sentMs?: number | undefined;

                    /** Heard committedIndex */
                    committedIndex?: number | undefined;
                }

                /** Shape of a Heard. */
                type $Shape = tidemark.peer.v1.Heard.$Properties;
            }

            /** Represents a RaftMessage. */
            class RaftMessage {

                /**
                 * Constructs a new RaftMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.RaftMessage.$Properties);

                /** RaftMessage term. */
                term: number;

                /** RaftMessage voteRequest. */
                voteRequest: (tidemark.peer.v1.VoteRequest|null);

                /** RaftMessage voteReply. */
                voteReply: (tidemark.peer.v1.VoteReply|null);

                /** RaftMessage append. */
                append: (tidemark.peer.v1.Append|null);

                /** RaftMessage appendAccepted. */
                appendAccepted: (tidemark.peer.v1.AppendAccepted|null);

                /** RaftMessage appendRejected. */
                appendRejected: (tidemark.peer.v1.AppendRejected|null);

                /** RaftMessage heartbeat. */
                heartbeat: (tidemark.peer.v1.RaftHeartbeat|null);

                /** RaftMessage heartbeatReply. */
                heartbeatReply: (tidemark.peer.v1.RaftHeartbeatReply|null);

                /** RaftMessage snapshotChunk. */
                snapshotChunk: (tidemark.peer.v1.SnapshotChunk|null);

                /** RaftMessage snapshotReply. */
                snapshotReply: (tidemark.peer.v1.SnapshotReply|null);

                /** RaftMessage timeoutNow. */
                timeoutNow: (tidemark.peer.v1.TimeoutNow|null);

                /** RaftMessage readRequest. */
                readRequest: (tidemark.peer.v1.ReadRequest|null);

                /** RaftMessage readReply. */
                readReply: (tidemark.peer.v1.ReadReply|null);

                /** RaftMessage termIsOver. */
                termIsOver: (tidemark.peer.v1.TermIsOver|null);

                /** RaftMessage message. */
                message?: ("voteRequest"|"voteReply"|"append"|"appendAccepted"|"appendRejected"|"heartbeat"|"heartbeatReply"|"snapshotChunk"|"snapshotReply"|"timeoutNow"|"readRequest"|"readReply"|"termIsOver") | undefined;

                /**
                 * Creates a new RaftMessage instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaftMessage instance
                 */
                static create(properties: tidemark.peer.v1.RaftMessage.$Shape): tidemark.peer.v1.RaftMessage & tidemark.peer.v1.RaftMessage.$Shape;
                static create(properties?: tidemark.peer.v1.RaftMessage.$Properties): tidemark.peer.v1.RaftMessage;

                /**
                 * Encodes the specified RaftMessage message. Does not implicitly {@link tidemark.peer.v1.RaftMessage.verify|verify} messages.
                 * @param message RaftMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.RaftMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.RaftMessage & tidemark.peer.v1.RaftMessage.$Shape} RaftMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.RaftMessage & tidemark.peer.v1.RaftMessage.$Shape;
            }

            namespace RaftMessage {

                /** Properties of a RaftMessage. */
                interface $Properties {

                    /** RaftMessage term */
                    term?: number | undefined;

                    /** RaftMessage voteRequest */
                    voteRequest?: (tidemark.peer.v1.VoteRequest.$Properties|null) | undefined;

                    /** RaftMessage voteReply */
                    voteReply?: (tidemark.peer.v1.VoteReply.$Properties|null) | undefined;

                    /** RaftMessage append */
                    append?: (tidemark.peer.v1.Append.$Properties|null) | undefined;

                    /** RaftMessage appendAccepted */
                    appendAccepted?: (tidemark.peer.v1.AppendAccepted.$Properties|null) | undefined;

                    /** RaftMessage appendRejected */
                    appendRejected?: (tidemark.peer.v1.AppendRejected.$Properties|null) | undefined;

                    /** RaftMessage heartbeat */
                    heartbeat?: (tidemark.peer.v1.RaftHeartbeat.$Properties|null) | undefined;

                    /** RaftMessage heartbeatReply */
                    heartbeatReply?: (tidemark.peer.v1.RaftHeartbeatReply.$Properties|null) | undefined;

                    /** RaftMessage snapshotChunk */
                    snapshotChunk?: (tidemark.peer.v1.SnapshotChunk.$Properties|null) | undefined;

                    /** RaftMessage snapshotReply */
                    snapshotReply?: (tidemark.peer.v1.SnapshotReply.$Properties|null) | undefined;

                    /** RaftMessage timeoutNow */
                    timeoutNow?: (tidemark.peer.v1.TimeoutNow.$Properties|null) | undefined;

                    /** RaftMessage readRequest */
                    readRequest?: (tidemark.peer.v1.ReadRequest.$Properties|null) | undefined;

                    /** RaftMessage readReply */
                    readReply?: (tidemark.peer.v1.ReadReply.$Properties|null) | undefined;

                    /** RaftMessage termIsOver */
                    termIsOver?: (tidemark.peer.v1.TermIsOver.$Properties|null) | undefined;

                    /** RaftMessage message */
                    message?: ("voteRequest"|"voteReply"|"append"|"appendAccepted"|"appendRejected"|"heartbeat"|"heartbeatReply"|"snapshotChunk"|"snapshotReply"|"timeoutNow"|"readRequest"|"readReply"|"termIsOver") | undefined;
                }

                /** Narrowed shape of a RaftMessage. */
                type $Shape = {
                  term?: number | undefined;
                  voteRequest?: tidemark.peer.v1.VoteRequest.$Shape|null | undefined;
                  voteReply?: tidemark.peer.v1.VoteReply.$Shape|null | undefined;
                  append?: tidemark.peer.v1.Append.$Shape|null | undefined;
                  appendAccepted?: tidemark.peer.v1.AppendAccepted.$Shape|null | undefined;
                  appendRejected?: tidemark.peer.v1.AppendRejected.$Shape|null | undefined;
                  heartbeat?: tidemark.peer.v1.RaftHeartbeat.$Shape|null | undefined;
                  heartbeatReply?: tidemark.peer.v1.RaftHeartbeatReply.$Shape|null | undefined;
                  snapshotChunk?: tidemark.peer.v1.SnapshotChunk.$Shape|null | undefined;
                  snapshotReply?: tidemark.peer.v1.SnapshotReply.$Shape|null | undefined;
                  timeoutNow?: tidemark.peer.v1.TimeoutNow.$Shape|null | undefined;
                  readRequest?: tidemark.peer.v1.ReadRequest.$Shape|null | undefined;
                  readReply?: tidemark.peer.v1.ReadReply.$Shape|null | undefined;
                  termIsOver?: tidemark.peer.v1.TermIsOver.$Shape|null | undefined;
                } & (
                  ({ message?: undefined; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "voteRequest"; voteRequest: tidemark.peer.v1.VoteRequest.$Shape; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "voteReply"; voteRequest?: null; voteReply: tidemark.peer.v1.VoteReply.$Shape; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "append"; voteRequest?: null; voteReply?: null; append: tidemark.peer.v1.Append.$Shape; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "appendAccepted"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted: tidemark.peer.v1.AppendAccepted.$Shape; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "appendRejected"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected: tidemark.peer.v1.AppendRejected.$Shape; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "heartbeat"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat: tidemark.peer.v1.RaftHeartbeat.$Shape; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "heartbeatReply"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply: tidemark.peer.v1.RaftHeartbeatReply.$Shape; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "snapshotChunk"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk: tidemark.peer.v1.SnapshotChunk.$Shape; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "snapshotReply"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply: tidemark.peer.v1.SnapshotReply.$Shape; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "timeoutNow"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow: tidemark.peer.v1.TimeoutNow.$Shape; readRequest?: null; readReply?: null; termIsOver?: null }|{ message?: "readRequest"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest: tidemark.peer.v1.ReadRequest.$Shape; readReply?: null; termIsOver?: null }|{ message?: "readReply"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply: tidemark.peer.v1.ReadReply.$Shape; termIsOver?: null }|{ message?: "termIsOver"; voteRequest?: null; voteReply?: null; append?: null; appendAccepted?: null; appendRejected?: null; heartbeat?: null; heartbeatReply?: null; snapshotChunk?: null; snapshotReply?: null; timeoutNow?: null; readRequest?: null; readReply?: null; termIsOver: tidemark.peer.v1.TermIsOver.$Shape })
                );
            }

            /** Represents a VoteRequest. */
            class VoteRequest {

                /**
                 * Constructs a new VoteRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.VoteRequest.$Properties);

                /** VoteRequest pre. */
                pre: boolean;

                /** VoteRequest lastIndex. */
                lastIndex: number;

                /** VoteRequest lastTerm. */
                lastTerm: number;

                /** VoteRequest transfer. */
                transfer: boolean;

                /**
                 * Creates a new VoteRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns VoteRequest instance
                 */
                static create(properties: tidemark.peer.v1.VoteRequest.$Shape): tidemark.peer.v1.VoteRequest & tidemark.peer.v1.VoteRequest.$Shape;
                static create(properties?: tidemark.peer.v1.VoteRequest.$Properties): tidemark.peer.v1.VoteRequest;

                /**
                 * Encodes the specified VoteRequest message. Does not implicitly {@link tidemark.peer.v1.VoteRequest.verify|verify} messages.
                 * @param message VoteRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.VoteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a VoteRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.VoteRequest & tidemark.peer.v1.VoteRequest.$Shape} VoteRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.VoteRequest & tidemark.peer.v1.VoteRequest.$Shape;
            }

            namespace VoteRequest {

                /** Properties of a VoteRequest. */
                interface $Properties {

                    /** VoteRequest pre */
                    pre?: boolean | undefined;

                    /** VoteRequest lastIndex */
                    lastIndex?: number | undefined;

                    /** VoteRequest lastTerm */
                    lastTerm?: number | undefined;

                    /** VoteRequest transfer */
                    transfer?: boolean | undefined;
                }

                /** Shape of a VoteRequest. */
                type $Shape = tidemark.peer.v1.VoteRequest.$Properties;
            }

            /** Represents a VoteReply. */
            class VoteReply {

                /**
                 * Constructs a new VoteReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.VoteReply.$Properties);

                /** VoteReply pre. */
                pre: boolean;

                /** VoteReply granted. */
                granted: boolean;

                /**
                 * Creates a new VoteReply instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns VoteReply instance
                 */
                static create(properties: tidemark.peer.v1.VoteReply.$Shape): tidemark.peer.v1.VoteReply & tidemark.peer.v1.VoteReply.$Shape;
                static create(properties?: tidemark.peer.v1.VoteReply.$Properties): tidemark.peer.v1.VoteReply;

                /**
                 * Encodes the specified VoteReply message. Does not implicitly {@link tidemark.peer.v1.VoteReply.verify|verify} messages.
                 * @param message VoteReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.VoteReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a VoteReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.VoteReply & tidemark.peer.v1.VoteReply.$Shape} VoteReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.VoteReply & tidemark.peer.v1.VoteReply.$Shape;
            }

            namespace VoteReply {

                /** Properties of a VoteReply. */
                interface $Properties {

                    /** VoteReply pre */
                    pre?: boolean | undefined;

                    /** VoteReply granted */
                    granted?: boolean | undefined;
                }

                /** Shape of a VoteReply. */
                type $Shape = tidemark.peer.v1.VoteReply.$Properties;
            }

            /** Represents an Append. */
            class Append {

                /**
                 * Constructs a new Append.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Append.$Properties);

                /** Append previousIndex. */
                previousIndex: number;

                /** Append previousTerm. */
                previousTerm: number;

                /** Append entries. */
                entries: tidemark.peer.v1.RaftEntry[];

                /** Append commitIndex. */
                commitIndex: number;

                /**
                 * Creates a new Append instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Append instance
                 */
                static create(properties: tidemark.peer.v1.Append.$Shape): tidemark.peer.v1.Append & tidemark.peer.v1.Append.$Shape;
                static create(properties?: tidemark.peer.v1.Append.$Properties): tidemark.peer.v1.Append;

                /**
                 * Encodes the specified Append message. Does not implicitly {@link tidemark.peer.v1.Append.verify|verify} messages.
                 * @param message Append message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Append.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Append message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Append & tidemark.peer.v1.Append.$Shape} Append
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Append & tidemark.peer.v1.Append.$Shape;
            }

            namespace Append {

                /** Properties of an Append. */
                interface $Properties {

                    /** Append previousIndex */
                    previousIndex?: number | undefined;

                    /** Append previousTerm */
                    previousTerm?: number | undefined;

                    /** Append entries */
                    entries?: readonly tidemark.peer.v1.RaftEntry.$Properties[] | undefined;

                    /** Append commitIndex */
                    commitIndex?: number | undefined;
                }

                /** Shape of an Append. */
                type $Shape = {
                  previousIndex?: number | undefined;
                  previousTerm?: number | undefined;
                  entries?: readonly tidemark.peer.v1.RaftEntry.$Shape[] | undefined;
                  commitIndex?: number | undefined;
                };
            }

            /** Represents a RaftEntry. */
            class RaftEntry {

                /**
                 * Constructs a new RaftEntry.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.RaftEntry.$Properties);

                /** RaftEntry term. */
                term: number;

                /** RaftEntry data. */
                data: (Uint8Array|null);

                /** RaftEntry membership. */
                membership: (tidemark.peer.v1.RaftMembership|null);

                /** RaftEntry empty. */
                empty: (boolean|null);

                /** RaftEntry body. */
                body?: ("data"|"membership"|"empty") | undefined;

                /**
                 * Creates a new RaftEntry instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaftEntry instance
                 */
                static create(properties: tidemark.peer.v1.RaftEntry.$Shape): tidemark.peer.v1.RaftEntry & tidemark.peer.v1.RaftEntry.$Shape;
                static create(properties?: tidemark.peer.v1.RaftEntry.$Properties): tidemark.peer.v1.RaftEntry;

                /**
                 * Encodes the specified RaftEntry message. Does not implicitly {@link tidemark.peer.v1.RaftEntry.verify|verify} messages.
                 * @param message RaftEntry message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.RaftEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftEntry message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.RaftEntry & tidemark.peer.v1.RaftEntry.$Shape} RaftEntry
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.RaftEntry & tidemark.peer.v1.RaftEntry.$Shape;
            }

            namespace RaftEntry {

                /** Properties of a RaftEntry. */
                interface $Properties {

                    /** RaftEntry term */
                    term?: number | undefined;

                    /** RaftEntry data */
                    data?: (Uint8Array|null) | undefined;

                    /** RaftEntry membership */
                    membership?: (tidemark.peer.v1.RaftMembership.$Properties|null) | undefined;

                    /** RaftEntry empty */
                    empty?: (boolean|null) | undefined;

                    /** RaftEntry body */
                    body?: ("data"|"membership"|"empty") | undefined;
                }

                /** Narrowed shape of a RaftEntry. */
                type $Shape = {
                  term?: number | undefined;
                  data?: Uint8Array|null | undefined;
                  membership?: tidemark.peer.v1.RaftMembership.$Shape|null | undefined;
                  empty?: boolean|null | undefined;
                } & (
                  ({ body?: undefined; data?: null; membership?: null; empty?: null }|{ body?: "data"; data: Uint8Array; membership?: null; empty?: null }|{ body?: "membership"; data?: null; membership: tidemark.peer.v1.RaftMembership.$Shape; empty?: null }|{ body?: "empty"; data?: null; membership?: null; empty: boolean })
                );
            }

            /** Represents a RaftMembership. */
            class RaftMembership {

                /**
                 * Constructs a new RaftMembership.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.RaftMembership.$Properties);

                /** RaftMembership voters. */
                voters: number[];

                /** RaftMembership learners. */
                learners: number[];

                /**
                 * Creates a new RaftMembership instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaftMembership instance
                 */
                static create(properties: tidemark.peer.v1.RaftMembership.$Shape): tidemark.peer.v1.RaftMembership & tidemark.peer.v1.RaftMembership.$Shape;
                static create(properties?: tidemark.peer.v1.RaftMembership.$Properties): tidemark.peer.v1.RaftMembership;

                /**
                 * Encodes the specified RaftMembership message. Does not implicitly {@link tidemark.peer.v1.RaftMembership.verify|verify} messages.
                 * @param message RaftMembership message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.RaftMembership.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftMembership message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.RaftMembership & tidemark.peer.v1.RaftMembership.$Shape} RaftMembership
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.RaftMembership & tidemark.peer.v1.RaftMembership.$Shape;
            }

            namespace RaftMembership {

                /** Properties of a RaftMembership. */
                interface $Properties {

                    /** RaftMembership voters */
                    voters?: readonly number[] | undefined;

                    /** RaftMembership learners */
                    learners?: readonly number[] | undefined;
                }

                /** Shape of a RaftMembership. */
                type $Shape = tidemark.peer.v1.RaftMembership.$Properties;
            }

            /** Represents an AppendAccepted. */
            class AppendAccepted {

                /**
                 * Constructs a new AppendAccepted.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.AppendAccepted.$Properties);

                /** AppendAccepted matchIndex. */
                matchIndex: number;

                /**
                 * Creates a new AppendAccepted instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AppendAccepted instance
                 */
                static create(properties: tidemark.peer.v1.AppendAccepted.$Shape): tidemark.peer.v1.AppendAccepted & tidemark.peer.v1.AppendAccepted.$Shape;
                static create(properties?: tidemark.peer.v1.AppendAccepted.$Properties): tidemark.peer.v1.AppendAccepted;

                /**
                 * Encodes the specified AppendAccepted message. Does not implicitly {@link tidemark.peer.v1.AppendAccepted.verify|verify} messages.
                 * @param message AppendAccepted message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.AppendAccepted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AppendAccepted message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.AppendAccepted & tidemark.peer.v1.AppendAccepted.$Shape} AppendAccepted
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.AppendAccepted & tidemark.peer.v1.AppendAccepted.$Shape;
            }

            namespace AppendAccepted {

                /** Properties of an AppendAccepted. */
                interface $Properties {

                    /** AppendAccepted matchIndex */
                    matchIndex?: number | undefined;
                }

                /** Shape of an AppendAccepted. */
                type $Shape = tidemark.peer.v1.AppendAccepted.$Properties;
            }

            /** Represents an AppendRejected. */
            class AppendRejected {

                /**
                 * Constructs a new AppendRejected.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.AppendRejected.$Properties);

                /** AppendRejected rejectedIndex. */
                rejectedIndex: number;

                /** AppendRejected hintIndex. */
                hintIndex: number;

                /** AppendRejected hintTerm. */
                hintTerm: number;

                /**
                 * Creates a new AppendRejected instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AppendRejected instance
                 */
                static create(properties: tidemark.peer.v1.AppendRejected.$Shape): tidemark.peer.v1.AppendRejected & tidemark.peer.v1.AppendRejected.$Shape;
                static create(properties?: tidemark.peer.v1.AppendRejected.$Properties): tidemark.peer.v1.AppendRejected;

                /**
                 * Encodes the specified AppendRejected message. Does not implicitly {@link tidemark.peer.v1.AppendRejected.verify|verify} messages.
                 * @param message AppendRejected message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.AppendRejected.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AppendRejected message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.AppendRejected & tidemark.peer.v1.AppendRejected.$Shape} AppendRejected
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.AppendRejected & tidemark.peer.v1.AppendRejected.$Shape;
            }

            namespace AppendRejected {

                /** Properties of an AppendRejected. */
                interface $Properties {

                    /** AppendRejected rejectedIndex */
                    rejectedIndex?: number | undefined;

                    /** AppendRejected hintIndex */
                    hintIndex?: number | undefined;

                    /** AppendRejected hintTerm */
                    hintTerm?: number | undefined;
                }

                /** Shape of an AppendRejected. */
                type $Shape = tidemark.peer.v1.AppendRejected.$Properties;
            }

            /** Represents a RaftHeartbeat. */
            class RaftHeartbeat {

                /**
                 * Constructs a new RaftHeartbeat.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.RaftHeartbeat.$Properties);

                /** RaftHeartbeat commitIndex. */
                commitIndex: number;

                /** RaftHeartbeat round. */
                round: number;

                /** RaftHeartbeat lastIndex. */
                lastIndex: number;

                /**
                 * Creates a new RaftHeartbeat instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaftHeartbeat instance
                 */
                static create(properties: tidemark.peer.v1.RaftHeartbeat.$Shape): tidemark.peer.v1.RaftHeartbeat & tidemark.peer.v1.RaftHeartbeat.$Shape;
                static create(properties?: tidemark.peer.v1.RaftHeartbeat.$Properties): tidemark.peer.v1.RaftHeartbeat;

                /**
                 * Encodes the specified RaftHeartbeat message. Does not implicitly {@link tidemark.peer.v1.RaftHeartbeat.verify|verify} messages.
                 * @param message RaftHeartbeat message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.RaftHeartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftHeartbeat message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.RaftHeartbeat & tidemark.peer.v1.RaftHeartbeat.$Shape} RaftHeartbeat
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.RaftHeartbeat & tidemark.peer.v1.RaftHeartbeat.$Shape;
            }

            namespace RaftHeartbeat {

                /** Properties of a RaftHeartbeat. */
                interface $Properties {

                    /** RaftHeartbeat commitIndex */
                    commitIndex?: number | undefined;

                    /** RaftHeartbeat round */
                    round?: number | undefined;

                    /** RaftHeartbeat lastIndex */
                    lastIndex?: number | undefined;
                }

                /** Shape of a RaftHeartbeat. */
                type $Shape = tidemark.peer.v1.RaftHeartbeat.$Properties;
            }

            /** Represents a RaftHeartbeatReply. */
            class RaftHeartbeatReply {

                /**
                 * Constructs a new RaftHeartbeatReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.RaftHeartbeatReply.$Properties);

                /** RaftHeartbeatReply round. */
                round: number;

                /** RaftHeartbeatReply lastIndex. */
                lastIndex: number;

                /** RaftHeartbeatReply lost. */
                lost: boolean;

                /** RaftHeartbeatReply appliedIndex. */
                appliedIndex: number;

                /**
                 * Creates a new RaftHeartbeatReply instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RaftHeartbeatReply instance
                 */
                static create(properties: tidemark.peer.v1.RaftHeartbeatReply.$Shape): tidemark.peer.v1.RaftHeartbeatReply & tidemark.peer.v1.RaftHeartbeatReply.$Shape;
                static create(properties?: tidemark.peer.v1.RaftHeartbeatReply.$Properties): tidemark.peer.v1.RaftHeartbeatReply;

                /**
                 * Encodes the specified RaftHeartbeatReply message. Does not implicitly {@link tidemark.peer.v1.RaftHeartbeatReply.verify|verify} messages.
                 * @param message RaftHeartbeatReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.RaftHeartbeatReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftHeartbeatReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.RaftHeartbeatReply & tidemark.peer.v1.RaftHeartbeatReply.$Shape} RaftHeartbeatReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.RaftHeartbeatReply & tidemark.peer.v1.RaftHeartbeatReply.$Shape;
            }

            namespace RaftHeartbeatReply {

                /** Properties of a RaftHeartbeatReply. */
                interface $Properties {

                    /** RaftHeartbeatReply round */
                    round?: number | undefined;

                    /** RaftHeartbeatReply lastIndex */
                    lastIndex?: number | undefined;

                    /** RaftHeartbeatReply lost */
                    lost?: boolean | undefined;

                    /** RaftHeartbeatReply appliedIndex */
                    appliedIndex?: number | undefined;
                }

                /** Shape of a RaftHeartbeatReply. */
                type $Shape = tidemark.peer.v1.RaftHeartbeatReply.$Properties;
            }

            /** Represents a SnapshotChunk. */
            class SnapshotChunk {

                /**
                 * Constructs a new SnapshotChunk.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.SnapshotChunk.$Properties);

                /** SnapshotChunk index. */
                index: number;

                /** SnapshotChunk snapshotTerm. */
                snapshotTerm: number;

                /** SnapshotChunk membership. */
                membership: tidemark.peer.v1.RaftMembership;

                /** SnapshotChunk sizeBytes. */
                sizeBytes: number;

                /** SnapshotChunk position. */
                position: number;

                /** SnapshotChunk chunk. */
                chunk: Uint8Array;

                /**
                 * Creates a new SnapshotChunk instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SnapshotChunk instance
                 */
                static create(properties: tidemark.peer.v1.SnapshotChunk.$Shape): tidemark.peer.v1.SnapshotChunk & tidemark.peer.v1.SnapshotChunk.$Shape;
                static create(properties?: tidemark.peer.v1.SnapshotChunk.$Properties): tidemark.peer.v1.SnapshotChunk;

                /**
                 * Encodes the specified SnapshotChunk message. Does not implicitly {@link tidemark.peer.v1.SnapshotChunk.verify|verify} messages.
                 * @param message SnapshotChunk message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.SnapshotChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotChunk message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.SnapshotChunk & tidemark.peer.v1.SnapshotChunk.$Shape} SnapshotChunk
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.SnapshotChunk & tidemark.peer.v1.SnapshotChunk.$Shape;
            }

            namespace SnapshotChunk {

                /** Properties of a SnapshotChunk. */
                interface $Properties {

                    /** SnapshotChunk index */
                    index?: number | undefined;

                    /** SnapshotChunk snapshotTerm */
                    snapshotTerm?: number | undefined;

                    /** SnapshotChunk membership */
                    membership?: tidemark.peer.v1.RaftMembership.$Properties | undefined;

                    /** SnapshotChunk sizeBytes */
                    sizeBytes?: number | undefined;

                    /** SnapshotChunk position */
                    position?: number | undefined;

                    /** SnapshotChunk chunk */
                    chunk?: Uint8Array | undefined;
                }

                /** Shape of a SnapshotChunk. */
                type $Shape = tidemark.peer.v1.SnapshotChunk.$Properties;
            }

            /** Represents a SnapshotReply. */
            class SnapshotReply {

                /**
                 * Constructs a new SnapshotReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.SnapshotReply.$Properties);

                /** SnapshotReply index. */
                index: number;

                /** SnapshotReply receivedBytes. */
                receivedBytes: number;

                /**
                 * Creates a new SnapshotReply instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SnapshotReply instance
                 */
                static create(properties: tidemark.peer.v1.SnapshotReply.$Shape): tidemark.peer.v1.SnapshotReply & tidemark.peer.v1.SnapshotReply.$Shape;
                static create(properties?: tidemark.peer.v1.SnapshotReply.$Properties): tidemark.peer.v1.SnapshotReply;

                /**
                 * Encodes the specified SnapshotReply message. Does not implicitly {@link tidemark.peer.v1.SnapshotReply.verify|verify} messages.
                 * @param message SnapshotReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.SnapshotReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.SnapshotReply & tidemark.peer.v1.SnapshotReply.$Shape} SnapshotReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.SnapshotReply & tidemark.peer.v1.SnapshotReply.$Shape;
            }

            namespace SnapshotReply {

                /** Properties of a SnapshotReply. */
                interface $Properties {

                    /** SnapshotReply index */
                    index?: number | undefined;

                    /** SnapshotReply receivedBytes */
                    receivedBytes?: number | undefined;
                }

                /** Shape of a SnapshotReply. */
                type $Shape = tidemark.peer.v1.SnapshotReply.$Properties;
            }

            /** Represents a TimeoutNow. */
            class TimeoutNow {

                /**
                 * Constructs a new TimeoutNow.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.TimeoutNow.$Properties);

                /**
                 * Creates a new TimeoutNow instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TimeoutNow instance
                 */
                static create(properties: tidemark.peer.v1.TimeoutNow.$Shape): tidemark.peer.v1.TimeoutNow & tidemark.peer.v1.TimeoutNow.$Shape;
                static create(properties?: tidemark.peer.v1.TimeoutNow.$Properties): tidemark.peer.v1.TimeoutNow;

                /**
                 * Encodes the specified TimeoutNow message. Does not implicitly {@link tidemark.peer.v1.TimeoutNow.verify|verify} messages.
                 * @param message TimeoutNow message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.TimeoutNow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TimeoutNow message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.TimeoutNow & tidemark.peer.v1.TimeoutNow.$Shape} TimeoutNow
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.TimeoutNow & tidemark.peer.v1.TimeoutNow.$Shape;
            }

            namespace TimeoutNow {

                /** Properties of a TimeoutNow. */
                interface $Properties {
                }

                /** Shape of a TimeoutNow. */
                type $Shape = tidemark.peer.v1.TimeoutNow.$Properties;
            }

            /** Represents a ReadRequest. */
            class ReadRequest {

                /**
                 * Constructs a new ReadRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.ReadRequest.$Properties);

                /** ReadRequest id. */
                id: number;

                /**
                 * Creates a new ReadRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReadRequest instance
                 */
                static create(properties: tidemark.peer.v1.ReadRequest.$Shape): tidemark.peer.v1.ReadRequest & tidemark.peer.v1.ReadRequest.$Shape;
                static create(properties?: tidemark.peer.v1.ReadRequest.$Properties): tidemark.peer.v1.ReadRequest;

                /**
                 * Encodes the specified ReadRequest message. Does not implicitly {@link tidemark.peer.v1.ReadRequest.verify|verify} messages.
                 * @param message ReadRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.ReadRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReadRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.ReadRequest & tidemark.peer.v1.ReadRequest.$Shape} ReadRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.ReadRequest & tidemark.peer.v1.ReadRequest.$Shape;
            }

            namespace ReadRequest {

                /** Properties of a ReadRequest. */
                interface $Properties {

                    /** ReadRequest id */
                    id?: number | undefined;
                }

                /** Shape of a ReadRequest. */
                type $Shape = tidemark.peer.v1.ReadRequest.$Properties;
            }

            /** Represents a ReadReply. */
            class ReadReply {

                /**
                 * Constructs a new ReadReply.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.ReadReply.$Properties);

                /** ReadReply id. */
                id: number;

                /** ReadReply index. */
                index: (number|null);

                /**
                 * Creates a new ReadReply instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReadReply instance
                 */
                static create(properties: tidemark.peer.v1.ReadReply.$Shape): tidemark.peer.v1.ReadReply & tidemark.peer.v1.ReadReply.$Shape;
                static create(properties?: tidemark.peer.v1.ReadReply.$Properties): tidemark.peer.v1.ReadReply;

                /**
                 * Encodes the specified ReadReply message. Does not implicitly {@link tidemark.peer.v1.ReadReply.verify|verify} messages.
                 * @param message ReadReply message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.ReadReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReadReply message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.ReadReply & tidemark.peer.v1.ReadReply.$Shape} ReadReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.ReadReply & tidemark.peer.v1.ReadReply.$Shape;
            }

            namespace ReadReply {

                /** Properties of a ReadReply. */
                interface $Properties {

                    /** ReadReply id */
                    id?: number | undefined;

                    /** ReadReply index */
                    index?: (number|null) | undefined;
                }

                /** Shape of a ReadReply. */
                type $Shape = tidemark.peer.v1.ReadReply.$Properties;
            }

            /** Represents a TermIsOver. */
            class TermIsOver {

                /**
                 * Constructs a new TermIsOver.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.TermIsOver.$Properties);

                /**
                 * Creates a new TermIsOver instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TermIsOver instance
                 */
                static create(properties: tidemark.peer.v1.TermIsOver.$Shape): tidemark.peer.v1.TermIsOver & tidemark.peer.v1.TermIsOver.$Shape;
                static create(properties?: tidemark.peer.v1.TermIsOver.$Properties): tidemark.peer.v1.TermIsOver;

                /**
                 * Encodes the specified TermIsOver message. Does not implicitly {@link tidemark.peer.v1.TermIsOver.verify|verify} messages.
                 * @param message TermIsOver message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.TermIsOver.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TermIsOver message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.TermIsOver & tidemark.peer.v1.TermIsOver.$Shape} TermIsOver
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.TermIsOver & tidemark.peer.v1.TermIsOver.$Shape;
            }

            namespace TermIsOver {

                /** Properties of a TermIsOver. */
                interface $Properties {
                }

                /** Shape of a TermIsOver. */
                type $Shape = tidemark.peer.v1.TermIsOver.$Properties;
            }

            /** Represents a FollowerMessage. */
            class FollowerMessage {

                /**
                 * Constructs a new FollowerMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.FollowerMessage.$Properties);

                /** FollowerMessage follow. */
                follow: (tidemark.peer.v1.Follow|null);

                /** FollowerMessage unfollow. */
                unfollow: (tidemark.peer.v1.Unfollow|null);

                /** FollowerMessage flushed. */
                flushed: (tidemark.peer.v1.Flushed|null);

                /** FollowerMessage credit. */
                credit: (tidemark.peer.v1.Credit|null);

                /** FollowerMessage message. */
                message?: ("follow"|"unfollow"|"flushed"|"credit") | undefined;

                /**
                 * Creates a new FollowerMessage instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FollowerMessage instance
                 */
                static create(properties: tidemark.peer.v1.FollowerMessage.$Shape): tidemark.peer.v1.FollowerMessage & tidemark.peer.v1.FollowerMessage.$Shape;
                static create(properties?: tidemark.peer.v1.FollowerMessage.$Properties): tidemark.peer.v1.FollowerMessage;

                /**
                 * Encodes the specified FollowerMessage message. Does not implicitly {@link tidemark.peer.v1.FollowerMessage.verify|verify} messages.
                 * @param message FollowerMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.FollowerMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FollowerMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.FollowerMessage & tidemark.peer.v1.FollowerMessage.$Shape} FollowerMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.FollowerMessage & tidemark.peer.v1.FollowerMessage.$Shape;
            }

            namespace FollowerMessage {

                /** Properties of a FollowerMessage. */
                interface $Properties {

                    /** FollowerMessage follow */
                    follow?: (tidemark.peer.v1.Follow.$Properties|null) | undefined;

                    /** FollowerMessage unfollow */
                    unfollow?: (tidemark.peer.v1.Unfollow.$Properties|null) | undefined;

                    /** FollowerMessage flushed */
                    flushed?: (tidemark.peer.v1.Flushed.$Properties|null) | undefined;

                    /** FollowerMessage credit */
                    credit?: (tidemark.peer.v1.Credit.$Properties|null) | undefined;

                    /** FollowerMessage message */
                    message?: ("follow"|"unfollow"|"flushed"|"credit") | undefined;
                }

                /** Narrowed shape of a FollowerMessage. */
                type $Shape = {
                  follow?: tidemark.peer.v1.Follow.$Shape|null | undefined;
                  unfollow?: tidemark.peer.v1.Unfollow.$Shape|null | undefined;
                  flushed?: tidemark.peer.v1.Flushed.$Shape|null | undefined;
                  credit?: tidemark.peer.v1.Credit.$Shape|null | undefined;
                } & (
                  ({ message?: undefined; follow?: null; unfollow?: null; flushed?: null; credit?: null }|{ message?: "follow"; follow: tidemark.peer.v1.Follow.$Shape; unfollow?: null; flushed?: null; credit?: null }|{ message?: "unfollow"; follow?: null; unfollow: tidemark.peer.v1.Unfollow.$Shape; flushed?: null; credit?: null }|{ message?: "flushed"; follow?: null; unfollow?: null; flushed: tidemark.peer.v1.Flushed.$Shape; credit?: null }|{ message?: "credit"; follow?: null; unfollow?: null; flushed?: null; credit: tidemark.peer.v1.Credit.$Shape })
                );
            }

            /** Represents a LeaderMessage. */
            class LeaderMessage {

                /**
                 * Constructs a new LeaderMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.LeaderMessage.$Properties);

                /** LeaderMessage batches. */
                batches: (tidemark.peer.v1.Batches|null);

                /** LeaderMessage advanced. */
                advanced: (tidemark.peer.v1.Advanced|null);

                /** LeaderMessage diverged. */
                diverged: (tidemark.peer.v1.Diverged|null);

                /** LeaderMessage refused. */
                refused: (tidemark.peer.v1.Refused|null);

                /** LeaderMessage message. */
                message?: ("batches"|"advanced"|"diverged"|"refused") | undefined;

                /**
                 * Creates a new LeaderMessage instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns LeaderMessage instance
                 */
                static create(properties: tidemark.peer.v1.LeaderMessage.$Shape): tidemark.peer.v1.LeaderMessage & tidemark.peer.v1.LeaderMessage.$Shape;
                static create(properties?: tidemark.peer.v1.LeaderMessage.$Properties): tidemark.peer.v1.LeaderMessage;

                /**
                 * Encodes the specified LeaderMessage message. Does not implicitly {@link tidemark.peer.v1.LeaderMessage.verify|verify} messages.
                 * @param message LeaderMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.LeaderMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LeaderMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.LeaderMessage & tidemark.peer.v1.LeaderMessage.$Shape} LeaderMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.LeaderMessage & tidemark.peer.v1.LeaderMessage.$Shape;
            }

            namespace LeaderMessage {

                /** Properties of a LeaderMessage. */
                interface $Properties {

                    /** LeaderMessage batches */
                    batches?: (tidemark.peer.v1.Batches.$Properties|null) | undefined;

                    /** LeaderMessage advanced */
                    advanced?: (tidemark.peer.v1.Advanced.$Properties|null) | undefined;

                    /** LeaderMessage diverged */
                    diverged?: (tidemark.peer.v1.Diverged.$Properties|null) | undefined;

                    /** LeaderMessage refused */
                    refused?: (tidemark.peer.v1.Refused.$Properties|null) | undefined;

                    /** LeaderMessage message */
                    message?: ("batches"|"advanced"|"diverged"|"refused") | undefined;
                }

                /** Narrowed shape of a LeaderMessage. */
                type $Shape = {
                  batches?: tidemark.peer.v1.Batches.$Shape|null | undefined;
                  advanced?: tidemark.peer.v1.Advanced.$Shape|null | undefined;
                  diverged?: tidemark.peer.v1.Diverged.$Shape|null | undefined;
                  refused?: tidemark.peer.v1.Refused.$Shape|null | undefined;
                } & (
                  ({ message?: undefined; batches?: null; advanced?: null; diverged?: null; refused?: null }|{ message?: "batches"; batches: tidemark.peer.v1.Batches.$Shape; advanced?: null; diverged?: null; refused?: null }|{ message?: "advanced"; batches?: null; advanced: tidemark.peer.v1.Advanced.$Shape; diverged?: null; refused?: null }|{ message?: "diverged"; batches?: null; advanced?: null; diverged: tidemark.peer.v1.Diverged.$Shape; refused?: null }|{ message?: "refused"; batches?: null; advanced?: null; diverged?: null; refused: tidemark.peer.v1.Refused.$Shape })
                );
            }

            /** Represents a Follow. */
            class Follow {

                /**
                 * Constructs a new Follow.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Follow.$Properties);

                /** Follow follow. */
                follow: number;

                /** Follow topicId. */
                topicId: Uint8Array;

                /** Follow partition. */
                partition: number;

                /** Follow leaderEpoch. */
                leaderEpoch: number;

                /** Follow endOffset. */
                endOffset: number;

                /** Follow lastEpoch. */
                lastEpoch: number;

                /** Follow flushedOffset. */
                flushedOffset: number;

                /** Follow copyingSince. */
                copyingSince: number;

                /**
                 * Creates a new Follow instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Follow instance
                 */
                static create(properties: tidemark.peer.v1.Follow.$Shape): tidemark.peer.v1.Follow & tidemark.peer.v1.Follow.$Shape;
                static create(properties?: tidemark.peer.v1.Follow.$Properties): tidemark.peer.v1.Follow;

                /**
                 * Encodes the specified Follow message. Does not implicitly {@link tidemark.peer.v1.Follow.verify|verify} messages.
                 * @param message Follow message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Follow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Follow message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Follow & tidemark.peer.v1.Follow.$Shape} Follow
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Follow & tidemark.peer.v1.Follow.$Shape;
            }

            namespace Follow {

                /** Properties of a Follow. */
                interface $Properties {

                    /** Follow follow */
                    follow?: number | undefined;

                    /** Follow topicId */
                    topicId?: Uint8Array | undefined;

                    /** Follow partition */
                    partition?: number | undefined;

                    /** Follow leaderEpoch */
                    leaderEpoch?: number | undefined;

                    /** Follow endOffset */
                    endOffset?: number | undefined;

                    /** Follow lastEpoch */
                    lastEpoch?: number | undefined;

                    /** Follow flushedOffset */
                    flushedOffset?: number | undefined;

                    /** Follow copyingSince */
                    copyingSince?: number | undefined;
                }

                /** Shape of a Follow. */
                type $Shape = tidemark.peer.v1.Follow.$Properties;
            }

            /** Represents an Unfollow. */
            class Unfollow {

                /**
                 * Constructs a new Unfollow.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Unfollow.$Properties);

                /** Unfollow follow. */
                follow: number;

                /**
                 * Creates a new Unfollow instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Unfollow instance
                 */
                static create(properties: tidemark.peer.v1.Unfollow.$Shape): tidemark.peer.v1.Unfollow & tidemark.peer.v1.Unfollow.$Shape;
                static create(properties?: tidemark.peer.v1.Unfollow.$Properties): tidemark.peer.v1.Unfollow;

                /**
                 * Encodes the specified Unfollow message. Does not implicitly {@link tidemark.peer.v1.Unfollow.verify|verify} messages.
                 * @param message Unfollow message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Unfollow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Unfollow message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Unfollow & tidemark.peer.v1.Unfollow.$Shape} Unfollow
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Unfollow & tidemark.peer.v1.Unfollow.$Shape;
            }

            namespace Unfollow {

                /** Properties of an Unfollow. */
                interface $Properties {

                    /** Unfollow follow */
                    follow?: number | undefined;
                }

                /** Shape of an Unfollow. */
                type $Shape = tidemark.peer.v1.Unfollow.$Properties;
            }

            /** Represents a Flushed. */
            class Flushed {

                /**
                 * Constructs a new Flushed.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Flushed.$Properties);

                /** Flushed follows. */
                follows: number[];

                /** Flushed flushedOffsets. */
                flushedOffsets: number[];

                /**
                 * Creates a new Flushed instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Flushed instance
                 */
                static create(properties: tidemark.peer.v1.Flushed.$Shape): tidemark.peer.v1.Flushed & tidemark.peer.v1.Flushed.$Shape;
                static create(properties?: tidemark.peer.v1.Flushed.$Properties): tidemark.peer.v1.Flushed;

                /**
                 * Encodes the specified Flushed message. Does not implicitly {@link tidemark.peer.v1.Flushed.verify|verify} messages.
                 * @param message Flushed message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Flushed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Flushed message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Flushed & tidemark.peer.v1.Flushed.$Shape} Flushed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Flushed & tidemark.peer.v1.Flushed.$Shape;
            }

            namespace Flushed {

                /** Properties of a Flushed. */
                interface $Properties {

                    /** Flushed follows */
                    follows?: readonly number[] | undefined;

                    /** Flushed flushedOffsets */
                    flushedOffsets?: readonly number[] | undefined;
                }

                /** Shape of a Flushed. */
                type $Shape = tidemark.peer.v1.Flushed.$Properties;
            }

            /** Represents a Credit. */
            class Credit {

                /**
                 * Constructs a new Credit.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Credit.$Properties);

                /** Credit bytes. */
                bytes: number;

                /**
                 * Creates a new Credit instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Credit instance
                 */
                static create(properties: tidemark.peer.v1.Credit.$Shape): tidemark.peer.v1.Credit & tidemark.peer.v1.Credit.$Shape;
                static create(properties?: tidemark.peer.v1.Credit.$Properties): tidemark.peer.v1.Credit;

                /**
                 * Encodes the specified Credit message. Does not implicitly {@link tidemark.peer.v1.Credit.verify|verify} messages.
                 * @param message Credit message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Credit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Credit message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Credit & tidemark.peer.v1.Credit.$Shape} Credit
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Credit & tidemark.peer.v1.Credit.$Shape;
            }

            namespace Credit {

                /** Properties of a Credit. */
                interface $Properties {

                    /** Credit bytes */
                    bytes?: number | undefined;
                }

                /** Shape of a Credit. */
                type $Shape = tidemark.peer.v1.Credit.$Properties;
            }

            /** Represents a Batches. */
            class Batches {

                /**
                 * Constructs a new Batches.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Batches.$Properties);

                /** Batches follow. */
                follow: number;

                /** Batches highWatermark. */
                highWatermark: number;

                /** Batches logStartOffset. */
                logStartOffset: number;

                /** Batches batches. */
                batches: Uint8Array;

                /**
                 * Creates a new Batches instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Batches instance
                 */
                static create(properties: tidemark.peer.v1.Batches.$Shape): tidemark.peer.v1.Batches & tidemark.peer.v1.Batches.$Shape;
                static create(properties?: tidemark.peer.v1.Batches.$Properties): tidemark.peer.v1.Batches;

                /**
                 * Encodes the specified Batches message. Does not implicitly {@link tidemark.peer.v1.Batches.verify|verify} messages.
                 * @param message Batches message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Batches.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Batches message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Batches & tidemark.peer.v1.Batches.$Shape} Batches
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Batches & tidemark.peer.v1.Batches.$Shape;
            }

            namespace Batches {

                /** Properties of a Batches. */
                interface $Properties {

                    /** Batches follow */
                    follow?: number | undefined;

                    /** Batches highWatermark */
                    highWatermark?: number | undefined;

                    /** Batches logStartOffset */
                    logStartOffset?: number | undefined;

                    /** Batches batches */
                    batches?: Uint8Array | undefined;
                }

                /** Shape of a Batches. */
                type $Shape = tidemark.peer.v1.Batches.$Properties;
            }

            /** Represents an Advanced. */
            class Advanced {

                /**
                 * Constructs a new Advanced.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Advanced.$Properties);

                /** Advanced follows. */
                follows: number[];

                /** Advanced highWatermarks. */
                highWatermarks: number[];

                /** Advanced logStartOffsets. */
                logStartOffsets: number[];

                /**
                 * Creates a new Advanced instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Advanced instance
                 */
                static create(properties: tidemark.peer.v1.Advanced.$Shape): tidemark.peer.v1.Advanced & tidemark.peer.v1.Advanced.$Shape;
                static create(properties?: tidemark.peer.v1.Advanced.$Properties): tidemark.peer.v1.Advanced;

                /**
                 * Encodes the specified Advanced message. Does not implicitly {@link tidemark.peer.v1.Advanced.verify|verify} messages.
                 * @param message Advanced message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Advanced.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Advanced message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Advanced & tidemark.peer.v1.Advanced.$Shape} Advanced
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Advanced & tidemark.peer.v1.Advanced.$Shape;
            }

            namespace Advanced {

                /** Properties of an Advanced. */
                interface $Properties {

                    /** Advanced follows */
                    follows?: readonly number[] | undefined;

                    /** Advanced highWatermarks */
                    highWatermarks?: readonly number[] | undefined;

                    /** Advanced logStartOffsets */
                    logStartOffsets?: readonly number[] | undefined;
                }

                /** Shape of an Advanced. */
                type $Shape = tidemark.peer.v1.Advanced.$Properties;
            }

            /** Represents a Diverged. */
            class Diverged {

                /**
                 * Constructs a new Diverged.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Diverged.$Properties);

                /** Diverged follow. */
                follow: number;

                /** Diverged epoch. */
                epoch: number;

                /** Diverged endOffset. */
                endOffset: number;

                /**
                 * Creates a new Diverged instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Diverged instance
                 */
                static create(properties: tidemark.peer.v1.Diverged.$Shape): tidemark.peer.v1.Diverged & tidemark.peer.v1.Diverged.$Shape;
                static create(properties?: tidemark.peer.v1.Diverged.$Properties): tidemark.peer.v1.Diverged;

                /**
                 * Encodes the specified Diverged message. Does not implicitly {@link tidemark.peer.v1.Diverged.verify|verify} messages.
                 * @param message Diverged message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Diverged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Diverged message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Diverged & tidemark.peer.v1.Diverged.$Shape} Diverged
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Diverged & tidemark.peer.v1.Diverged.$Shape;
            }

            namespace Diverged {

                /** Properties of a Diverged. */
                interface $Properties {

                    /** Diverged follow */
                    follow?: number | undefined;

                    /** Diverged epoch */
                    epoch?: number | undefined;

                    /** Diverged endOffset */
                    endOffset?: number | undefined;
                }

                /** Shape of a Diverged. */
                type $Shape = tidemark.peer.v1.Diverged.$Properties;
            }

            /** Represents a Refused. */
            class Refused {

                /**
                 * Constructs a new Refused.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Refused.$Properties);

                /** Refused follow. */
                follow: number;

                /** Refused notLeader. */
                notLeader: (boolean|null);

                /** Refused startAnew. */
                startAnew: (tidemark.peer.v1.StartAnew|null);

                /** Refused unreadable. */
                unreadable: (boolean|null);

                /** Refused reason. */
                reason?: ("notLeader"|"startAnew"|"unreadable") | undefined;

                /**
                 * Creates a new Refused instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Refused instance
                 */
                static create(properties: tidemark.peer.v1.Refused.$Shape): tidemark.peer.v1.Refused & tidemark.peer.v1.Refused.$Shape;
                static create(properties?: tidemark.peer.v1.Refused.$Properties): tidemark.peer.v1.Refused;

                /**
                 * Encodes the specified Refused message. Does not implicitly {@link tidemark.peer.v1.Refused.verify|verify} messages.
                 * @param message Refused message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Refused message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Refused & tidemark.peer.v1.Refused.$Shape} Refused
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Refused & tidemark.peer.v1.Refused.$Shape;
            }

            namespace Refused {

                /** Properties of a Refused. */
                interface $Properties {

                    /** Refused follow */
                    follow?: number | undefined;

                    /** Refused notLeader */
                    notLeader?: (boolean|null) | undefined;

                    /** Refused startAnew */
                    startAnew?: (tidemark.peer.v1.StartAnew.$Properties|null) | undefined;

                    /** Refused unreadable */
                    unreadable?: (boolean|null) | undefined;

                    /** Refused reason */
                    reason?: ("notLeader"|"startAnew"|"unreadable") | undefined;
                }

                /** Narrowed shape of a Refused. */
                type $Shape = {
                  follow?: number | undefined;
                  notLeader?: boolean|null | undefined;
                  startAnew?: tidemark.peer.v1.StartAnew.$Shape|null | undefined;
                  unreadable?: boolean|null | undefined;
                } & (
                  ({ reason?: undefined; notLeader?: null; startAnew?: null; unreadable?: null }|{ reason?: "notLeader"; notLeader: boolean; startAnew?: null; unreadable?: null }|{ reason?: "startAnew"; notLeader?: null; startAnew: tidemark.peer.v1.StartAnew.$Shape; unreadable?: null }|{ reason?: "unreadable"; notLeader?: null; startAnew?: null; unreadable: boolean })
                );
            }

            /** Represents a StartAnew. */
            class StartAnew {

                /**
                 * Constructs a new StartAnew.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.StartAnew.$Properties);

                /** StartAnew offset. */
                offset: number;

                /** StartAnew cleanedOffset. */
                cleanedOffset: number;

                /** StartAnew producers. */
                producers: Uint8Array;

                /**
                 * Creates a new StartAnew instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns StartAnew instance
                 */
                static create(properties: tidemark.peer.v1.StartAnew.$Shape): tidemark.peer.v1.StartAnew & tidemark.peer.v1.StartAnew.$Shape;
                static create(properties?: tidemark.peer.v1.StartAnew.$Properties): tidemark.peer.v1.StartAnew;

                /**
                 * Encodes the specified StartAnew message. Does not implicitly {@link tidemark.peer.v1.StartAnew.verify|verify} messages.
                 * @param message StartAnew message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.StartAnew.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StartAnew message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.StartAnew & tidemark.peer.v1.StartAnew.$Shape} StartAnew
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.StartAnew & tidemark.peer.v1.StartAnew.$Shape;
            }

            namespace StartAnew {

                /** Properties of a StartAnew. */
                interface $Properties {

                    /** StartAnew offset */
                    offset?: number | undefined;

                    /** StartAnew cleanedOffset */
                    cleanedOffset?: number | undefined;

                    /** StartAnew producers */
                    producers?: Uint8Array | undefined;
                }

                /** Shape of a StartAnew. */
                type $Shape = tidemark.peer.v1.StartAnew.$Properties;
            }
        }
    }
}
