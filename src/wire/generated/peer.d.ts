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
                }

                /** Shape of a Heartbeat. */
                type $Shape = tidemark.peer.v1.Heartbeat.$Properties;
            }

            /** Represents a Farewell. */
            class Farewell {

                /**
                 * Constructs a new Farewell.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tidemark.peer.v1.Farewell.$Properties);

                /** Farewell reason. */
                reason: tidemark.peer.v1.Farewell.Reason;

                /**
                 * Creates a new Farewell instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Farewell instance
                 */
                static create(properties: tidemark.peer.v1.Farewell.$Shape): tidemark.peer.v1.Farewell & tidemark.peer.v1.Farewell.$Shape;
                static create(properties?: tidemark.peer.v1.Farewell.$Properties): tidemark.peer.v1.Farewell;

                /**
                 * Encodes the specified Farewell message. Does not implicitly {@link tidemark.peer.v1.Farewell.verify|verify} messages.
                 * @param message Farewell message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tidemark.peer.v1.Farewell.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Farewell message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tidemark.peer.v1.Farewell & tidemark.peer.v1.Farewell.$Shape} Farewell
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.peer.v1.Farewell & tidemark.peer.v1.Farewell.$Shape;
            }

            namespace Farewell {

                /** Properties of a Farewell. */
                interface $Properties {

                    /** Farewell reason */
                    reason?: tidemark.peer.v1.Farewell.Reason | undefined;
                }

                /** Shape of a Farewell. */
                type $Shape = tidemark.peer.v1.Farewell.$Properties;

                /** Reason enum. */
                enum Reason {

                    /** NOT_ACTIVE value */
                    NOT_ACTIVE = 0,

                    /** REPLACED value */
                    REPLACED = 1,

                    /** FULL value */
                    FULL = 2
                }
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
                }

                /** Shape of a StartAnew. */
                type $Shape = tidemark.peer.v1.StartAnew.$Properties;
            }
        }
    }
}
