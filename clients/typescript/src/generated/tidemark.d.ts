// Generated from schema/ by scripts/generate.js; do not edit.
import * as $protobuf from "protobufjs/minimal.js";

/** Namespace tidemark. */
export namespace tidemark {

    /** Namespace v1. */
    namespace v1 {

        /** Represents a DescribeClusterRequest. */
        class DescribeClusterRequest {

            /**
             * Constructs a new DescribeClusterRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DescribeClusterRequest.$Properties);

            /**
             * Creates a new DescribeClusterRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DescribeClusterRequest instance
             */
            static create(properties: tidemark.v1.DescribeClusterRequest.$Shape): tidemark.v1.DescribeClusterRequest & tidemark.v1.DescribeClusterRequest.$Shape;
            static create(properties?: tidemark.v1.DescribeClusterRequest.$Properties): tidemark.v1.DescribeClusterRequest;

            /**
             * Encodes the specified DescribeClusterRequest message. Does not implicitly {@link tidemark.v1.DescribeClusterRequest.verify|verify} messages.
             * @param message DescribeClusterRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DescribeClusterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DescribeClusterRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DescribeClusterRequest & tidemark.v1.DescribeClusterRequest.$Shape} DescribeClusterRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DescribeClusterRequest & tidemark.v1.DescribeClusterRequest.$Shape;
        }

        namespace DescribeClusterRequest {

            /** Properties of a DescribeClusterRequest. */
            interface $Properties {
            }

            /** Shape of a DescribeClusterRequest. */
            type $Shape = tidemark.v1.DescribeClusterRequest.$Properties;
        }

        /** Represents a Cluster. */
        class Cluster {

            /**
             * Constructs a new Cluster.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Cluster.$Properties);

            /** Cluster clusterId. */
            clusterId: string;

            /** Cluster controller. */
            controller: number;

            /** Cluster brokers. */
            brokers: tidemark.v1.Broker[];

            /** Cluster timeMs. */
            timeMs: number;

            /** Cluster controllers. */
            controllers: tidemark.v1.Controller[];

            /** Cluster moving. */
            moving: tidemark.v1.MovingPartition[];

            /**
             * Creates a new Cluster instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Cluster instance
             */
            static create(properties: tidemark.v1.Cluster.$Shape): tidemark.v1.Cluster & tidemark.v1.Cluster.$Shape;
            static create(properties?: tidemark.v1.Cluster.$Properties): tidemark.v1.Cluster;

            /**
             * Encodes the specified Cluster message. Does not implicitly {@link tidemark.v1.Cluster.verify|verify} messages.
             * @param message Cluster message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Cluster.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Cluster message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Cluster & tidemark.v1.Cluster.$Shape} Cluster
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Cluster & tidemark.v1.Cluster.$Shape;
        }

        namespace Cluster {

            /** Properties of a Cluster. */
            interface $Properties {

                /** Cluster clusterId */
                clusterId?: string | undefined;

                /** Cluster controller */
                controller?: number | undefined;

                /** Cluster brokers */
                brokers?: readonly tidemark.v1.Broker.$Properties[] | undefined;

                /** Cluster timeMs */
                timeMs?: number | undefined;

                /** Cluster controllers */
                controllers?: readonly tidemark.v1.Controller.$Properties[] | undefined;

                /** Cluster moving */
                moving?: readonly tidemark.v1.MovingPartition.$Properties[] | undefined;
            }

            /** Shape of a Cluster. */
            type $Shape = tidemark.v1.Cluster.$Properties;
        }

        /** Represents a Controller. */
        class Controller {

            /**
             * Constructs a new Controller.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Controller.$Properties);

            /** Controller id. */
            id: number;

            /** Controller voter. */
            voter: boolean;

            /** Controller lag. */
            lag: (number|null);

            /**
             * Creates a new Controller instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Controller instance
             */
            static create(properties: tidemark.v1.Controller.$Shape): tidemark.v1.Controller & tidemark.v1.Controller.$Shape;
            static create(properties?: tidemark.v1.Controller.$Properties): tidemark.v1.Controller;

            /**
             * Encodes the specified Controller message. Does not implicitly {@link tidemark.v1.Controller.verify|verify} messages.
             * @param message Controller message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Controller.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Controller message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Controller & tidemark.v1.Controller.$Shape} Controller
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Controller & tidemark.v1.Controller.$Shape;
        }

        namespace Controller {

            /** Properties of a Controller. */
            interface $Properties {

                /** Controller id */
                id?: number | undefined;

                /** Controller voter */
                voter?: boolean | undefined;

                /** Controller lag */
                lag?: (number|null) | undefined;
            }

            /** Shape of a Controller. */
            type $Shape = tidemark.v1.Controller.$Properties;
        }

        /** Represents a Broker. */
        class Broker {

            /**
             * Constructs a new Broker.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Broker.$Properties);

            /** Broker id. */
            id: number;

            /** Broker address. */
            address: string;

            /** Broker rack. */
            rack: string;

            /** Broker state. */
            state: string;

            /** Broker epoch. */
            epoch: number;

            /** Broker leaving. */
            leaving: boolean;

            /** Broker isController. */
            isController: boolean;

            /** Broker leaders. */
            leaders: number;

            /** Broker replicas. */
            replicas: number;

            /** Broker skewMs. */
            skewMs: (number|null);

            /** Broker lagEntries. */
            lagEntries: (number|null);

            /**
             * Creates a new Broker instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Broker instance
             */
            static create(properties: tidemark.v1.Broker.$Shape): tidemark.v1.Broker & tidemark.v1.Broker.$Shape;
            static create(properties?: tidemark.v1.Broker.$Properties): tidemark.v1.Broker;

            /**
             * Encodes the specified Broker message. Does not implicitly {@link tidemark.v1.Broker.verify|verify} messages.
             * @param message Broker message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Broker.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Broker message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Broker & tidemark.v1.Broker.$Shape} Broker
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Broker & tidemark.v1.Broker.$Shape;
        }

        namespace Broker {

            /** Properties of a Broker. */
            interface $Properties {

                /** Broker id */
                id?: number | undefined;

                /** Broker address */
                address?: string | undefined;

                /** Broker rack */
                rack?: string | undefined;

                /** Broker state */
                state?: string | undefined;

                /** Broker epoch */
                epoch?: number | undefined;

                /** Broker leaving */
                leaving?: boolean | undefined;

                /** Broker isController */
                isController?: boolean | undefined;

                /** Broker leaders */
                leaders?: number | undefined;

                /** Broker replicas */
                replicas?: number | undefined;

                /** Broker skewMs */
                skewMs?: (number|null) | undefined;

                /** Broker lagEntries */
                lagEntries?: (number|null) | undefined;
            }

            /** Shape of a Broker. */
            type $Shape = tidemark.v1.Broker.$Properties;
        }

        /** Represents a RebalanceRequest. */
        class RebalanceRequest {

            /**
             * Constructs a new RebalanceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.RebalanceRequest.$Properties);

            /** RebalanceRequest drain. */
            drain: number[];

            /** RebalanceRequest dryRun. */
            dryRun: boolean;

            /** RebalanceRequest atOnce. */
            atOnce: number;

            /** RebalanceRequest replicationFactor. */
            replicationFactor: number;

            /**
             * Creates a new RebalanceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RebalanceRequest instance
             */
            static create(properties: tidemark.v1.RebalanceRequest.$Shape): tidemark.v1.RebalanceRequest & tidemark.v1.RebalanceRequest.$Shape;
            static create(properties?: tidemark.v1.RebalanceRequest.$Properties): tidemark.v1.RebalanceRequest;

            /**
             * Encodes the specified RebalanceRequest message. Does not implicitly {@link tidemark.v1.RebalanceRequest.verify|verify} messages.
             * @param message RebalanceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.RebalanceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RebalanceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.RebalanceRequest & tidemark.v1.RebalanceRequest.$Shape} RebalanceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.RebalanceRequest & tidemark.v1.RebalanceRequest.$Shape;
        }

        namespace RebalanceRequest {

            /** Properties of a RebalanceRequest. */
            interface $Properties {

                /** RebalanceRequest drain */
                drain?: readonly number[] | undefined;

                /** RebalanceRequest dryRun */
                dryRun?: boolean | undefined;

                /** RebalanceRequest atOnce */
                atOnce?: number | undefined;

                /** RebalanceRequest replicationFactor */
                replicationFactor?: number | undefined;
            }

            /** Shape of a RebalanceRequest. */
            type $Shape = tidemark.v1.RebalanceRequest.$Properties;
        }

        /** Represents a RebalanceResponse. */
        class RebalanceResponse {

            /**
             * Constructs a new RebalanceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.RebalanceResponse.$Properties);

            /** RebalanceResponse planned. */
            planned: tidemark.v1.PlannedMove[];

            /** RebalanceResponse started. */
            started: number;

            /** RebalanceResponse moving. */
            moving: tidemark.v1.MovingPartition[];

            /**
             * Creates a new RebalanceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RebalanceResponse instance
             */
            static create(properties: tidemark.v1.RebalanceResponse.$Shape): tidemark.v1.RebalanceResponse & tidemark.v1.RebalanceResponse.$Shape;
            static create(properties?: tidemark.v1.RebalanceResponse.$Properties): tidemark.v1.RebalanceResponse;

            /**
             * Encodes the specified RebalanceResponse message. Does not implicitly {@link tidemark.v1.RebalanceResponse.verify|verify} messages.
             * @param message RebalanceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.RebalanceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RebalanceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.RebalanceResponse & tidemark.v1.RebalanceResponse.$Shape} RebalanceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.RebalanceResponse & tidemark.v1.RebalanceResponse.$Shape;
        }

        namespace RebalanceResponse {

            /** Properties of a RebalanceResponse. */
            interface $Properties {

                /** RebalanceResponse planned */
                planned?: readonly tidemark.v1.PlannedMove.$Properties[] | undefined;

                /** RebalanceResponse started */
                started?: number | undefined;

                /** RebalanceResponse moving */
                moving?: readonly tidemark.v1.MovingPartition.$Properties[] | undefined;
            }

            /** Shape of a RebalanceResponse. */
            type $Shape = tidemark.v1.RebalanceResponse.$Properties;
        }

        /** Represents a PlannedMove. */
        class PlannedMove {

            /**
             * Constructs a new PlannedMove.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PlannedMove.$Properties);

            /** PlannedMove topic. */
            topic: string;

            /** PlannedMove partition. */
            partition: number;

            /** PlannedMove from. */
            from: number[];

            /** PlannedMove to. */
            to: number[];

            /**
             * Creates a new PlannedMove instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PlannedMove instance
             */
            static create(properties: tidemark.v1.PlannedMove.$Shape): tidemark.v1.PlannedMove & tidemark.v1.PlannedMove.$Shape;
            static create(properties?: tidemark.v1.PlannedMove.$Properties): tidemark.v1.PlannedMove;

            /**
             * Encodes the specified PlannedMove message. Does not implicitly {@link tidemark.v1.PlannedMove.verify|verify} messages.
             * @param message PlannedMove message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PlannedMove.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PlannedMove message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PlannedMove & tidemark.v1.PlannedMove.$Shape} PlannedMove
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PlannedMove & tidemark.v1.PlannedMove.$Shape;
        }

        namespace PlannedMove {

            /** Properties of a PlannedMove. */
            interface $Properties {

                /** PlannedMove topic */
                topic?: string | undefined;

                /** PlannedMove partition */
                partition?: number | undefined;

                /** PlannedMove from */
                from?: readonly number[] | undefined;

                /** PlannedMove to */
                to?: readonly number[] | undefined;
            }

            /** Shape of a PlannedMove. */
            type $Shape = tidemark.v1.PlannedMove.$Properties;
        }

        /** Represents a MovingPartition. */
        class MovingPartition {

            /**
             * Constructs a new MovingPartition.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.MovingPartition.$Properties);

            /** MovingPartition topic. */
            topic: string;

            /** MovingPartition partition. */
            partition: number;

            /** MovingPartition from. */
            from: number[];

            /** MovingPartition to. */
            to: number[];

            /** MovingPartition arrived. */
            arrived: number[];

            /** MovingPartition copies. */
            copies: tidemark.v1.ReplicaCopy[];

            /** MovingPartition bytesPerSecondMax. */
            bytesPerSecondMax: (number|null);

            /**
             * Creates a new MovingPartition instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MovingPartition instance
             */
            static create(properties: tidemark.v1.MovingPartition.$Shape): tidemark.v1.MovingPartition & tidemark.v1.MovingPartition.$Shape;
            static create(properties?: tidemark.v1.MovingPartition.$Properties): tidemark.v1.MovingPartition;

            /**
             * Encodes the specified MovingPartition message. Does not implicitly {@link tidemark.v1.MovingPartition.verify|verify} messages.
             * @param message MovingPartition message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.MovingPartition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MovingPartition message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.MovingPartition & tidemark.v1.MovingPartition.$Shape} MovingPartition
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.MovingPartition & tidemark.v1.MovingPartition.$Shape;
        }

        namespace MovingPartition {

            /** Properties of a MovingPartition. */
            interface $Properties {

                /** MovingPartition topic */
                topic?: string | undefined;

                /** MovingPartition partition */
                partition?: number | undefined;

                /** MovingPartition from */
                from?: readonly number[] | undefined;

                /** MovingPartition to */
                to?: readonly number[] | undefined;

                /** MovingPartition arrived */
                arrived?: readonly number[] | undefined;

                /** MovingPartition copies */
                copies?: readonly tidemark.v1.ReplicaCopy.$Properties[] | undefined;

                /** MovingPartition bytesPerSecondMax */
                bytesPerSecondMax?: (number|null) | undefined;
            }

            /** Shape of a MovingPartition. */
            type $Shape = tidemark.v1.MovingPartition.$Properties;
        }

        /** Represents a ReplicaCopy. */
        class ReplicaCopy {

            /**
             * Constructs a new ReplicaCopy.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ReplicaCopy.$Properties);

            /** ReplicaCopy broker. */
            broker: number;

            /** ReplicaCopy copiedBytes. */
            copiedBytes: number;

            /** ReplicaCopy totalBytes. */
            totalBytes: number;

            /**
             * Creates a new ReplicaCopy instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReplicaCopy instance
             */
            static create(properties: tidemark.v1.ReplicaCopy.$Shape): tidemark.v1.ReplicaCopy & tidemark.v1.ReplicaCopy.$Shape;
            static create(properties?: tidemark.v1.ReplicaCopy.$Properties): tidemark.v1.ReplicaCopy;

            /**
             * Encodes the specified ReplicaCopy message. Does not implicitly {@link tidemark.v1.ReplicaCopy.verify|verify} messages.
             * @param message ReplicaCopy message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ReplicaCopy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReplicaCopy message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ReplicaCopy & tidemark.v1.ReplicaCopy.$Shape} ReplicaCopy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ReplicaCopy & tidemark.v1.ReplicaCopy.$Shape;
        }

        namespace ReplicaCopy {

            /** Properties of a ReplicaCopy. */
            interface $Properties {

                /** ReplicaCopy broker */
                broker?: number | undefined;

                /** ReplicaCopy copiedBytes */
                copiedBytes?: number | undefined;

                /** ReplicaCopy totalBytes */
                totalBytes?: number | undefined;
            }

            /** Shape of a ReplicaCopy. */
            type $Shape = tidemark.v1.ReplicaCopy.$Properties;
        }

        /** Represents a DrainBrokerRequest. */
        class DrainBrokerRequest {

            /**
             * Constructs a new DrainBrokerRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DrainBrokerRequest.$Properties);

            /** DrainBrokerRequest broker. */
            broker: number;

            /** DrainBrokerRequest cancel. */
            cancel: boolean;

            /**
             * Creates a new DrainBrokerRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DrainBrokerRequest instance
             */
            static create(properties: tidemark.v1.DrainBrokerRequest.$Shape): tidemark.v1.DrainBrokerRequest & tidemark.v1.DrainBrokerRequest.$Shape;
            static create(properties?: tidemark.v1.DrainBrokerRequest.$Properties): tidemark.v1.DrainBrokerRequest;

            /**
             * Encodes the specified DrainBrokerRequest message. Does not implicitly {@link tidemark.v1.DrainBrokerRequest.verify|verify} messages.
             * @param message DrainBrokerRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DrainBrokerRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DrainBrokerRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DrainBrokerRequest & tidemark.v1.DrainBrokerRequest.$Shape} DrainBrokerRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DrainBrokerRequest & tidemark.v1.DrainBrokerRequest.$Shape;
        }

        namespace DrainBrokerRequest {

            /** Properties of a DrainBrokerRequest. */
            interface $Properties {

                /** DrainBrokerRequest broker */
                broker?: number | undefined;

                /** DrainBrokerRequest cancel */
                cancel?: boolean | undefined;
            }

            /** Shape of a DrainBrokerRequest. */
            type $Shape = tidemark.v1.DrainBrokerRequest.$Properties;
        }

        /** Represents a DrainBrokerResponse. */
        class DrainBrokerResponse {

            /**
             * Constructs a new DrainBrokerResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DrainBrokerResponse.$Properties);

            /**
             * Creates a new DrainBrokerResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DrainBrokerResponse instance
             */
            static create(properties: tidemark.v1.DrainBrokerResponse.$Shape): tidemark.v1.DrainBrokerResponse & tidemark.v1.DrainBrokerResponse.$Shape;
            static create(properties?: tidemark.v1.DrainBrokerResponse.$Properties): tidemark.v1.DrainBrokerResponse;

            /**
             * Encodes the specified DrainBrokerResponse message. Does not implicitly {@link tidemark.v1.DrainBrokerResponse.verify|verify} messages.
             * @param message DrainBrokerResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DrainBrokerResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DrainBrokerResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DrainBrokerResponse & tidemark.v1.DrainBrokerResponse.$Shape} DrainBrokerResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DrainBrokerResponse & tidemark.v1.DrainBrokerResponse.$Shape;
        }

        namespace DrainBrokerResponse {

            /** Properties of a DrainBrokerResponse. */
            interface $Properties {
            }

            /** Shape of a DrainBrokerResponse. */
            type $Shape = tidemark.v1.DrainBrokerResponse.$Properties;
        }

        /** Represents a RemoveBrokerRequest. */
        class RemoveBrokerRequest {

            /**
             * Constructs a new RemoveBrokerRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.RemoveBrokerRequest.$Properties);

            /** RemoveBrokerRequest broker. */
            broker: number;

            /**
             * Creates a new RemoveBrokerRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RemoveBrokerRequest instance
             */
            static create(properties: tidemark.v1.RemoveBrokerRequest.$Shape): tidemark.v1.RemoveBrokerRequest & tidemark.v1.RemoveBrokerRequest.$Shape;
            static create(properties?: tidemark.v1.RemoveBrokerRequest.$Properties): tidemark.v1.RemoveBrokerRequest;

            /**
             * Encodes the specified RemoveBrokerRequest message. Does not implicitly {@link tidemark.v1.RemoveBrokerRequest.verify|verify} messages.
             * @param message RemoveBrokerRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.RemoveBrokerRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RemoveBrokerRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.RemoveBrokerRequest & tidemark.v1.RemoveBrokerRequest.$Shape} RemoveBrokerRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.RemoveBrokerRequest & tidemark.v1.RemoveBrokerRequest.$Shape;
        }

        namespace RemoveBrokerRequest {

            /** Properties of a RemoveBrokerRequest. */
            interface $Properties {

                /** RemoveBrokerRequest broker */
                broker?: number | undefined;
            }

            /** Shape of a RemoveBrokerRequest. */
            type $Shape = tidemark.v1.RemoveBrokerRequest.$Properties;
        }

        /** Represents a RemoveBrokerResponse. */
        class RemoveBrokerResponse {

            /**
             * Constructs a new RemoveBrokerResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.RemoveBrokerResponse.$Properties);

            /**
             * Creates a new RemoveBrokerResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RemoveBrokerResponse instance
             */
            static create(properties: tidemark.v1.RemoveBrokerResponse.$Shape): tidemark.v1.RemoveBrokerResponse & tidemark.v1.RemoveBrokerResponse.$Shape;
            static create(properties?: tidemark.v1.RemoveBrokerResponse.$Properties): tidemark.v1.RemoveBrokerResponse;

            /**
             * Encodes the specified RemoveBrokerResponse message. Does not implicitly {@link tidemark.v1.RemoveBrokerResponse.verify|verify} messages.
             * @param message RemoveBrokerResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.RemoveBrokerResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RemoveBrokerResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.RemoveBrokerResponse & tidemark.v1.RemoveBrokerResponse.$Shape} RemoveBrokerResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.RemoveBrokerResponse & tidemark.v1.RemoveBrokerResponse.$Shape;
        }

        namespace RemoveBrokerResponse {

            /** Properties of a RemoveBrokerResponse. */
            interface $Properties {
            }

            /** Shape of a RemoveBrokerResponse. */
            type $Shape = tidemark.v1.RemoveBrokerResponse.$Properties;
        }

        /** Represents an AcceptLossRequest. */
        class AcceptLossRequest {

            /**
             * Constructs a new AcceptLossRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.AcceptLossRequest.$Properties);

            /** AcceptLossRequest topic. */
            topic: string;

            /** AcceptLossRequest partition. */
            partition: number;

            /** AcceptLossRequest leader. */
            leader: (number|null);

            /** AcceptLossRequest loseRecords. */
            loseRecords: boolean;

            /**
             * Creates a new AcceptLossRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AcceptLossRequest instance
             */
            static create(properties: tidemark.v1.AcceptLossRequest.$Shape): tidemark.v1.AcceptLossRequest & tidemark.v1.AcceptLossRequest.$Shape;
            static create(properties?: tidemark.v1.AcceptLossRequest.$Properties): tidemark.v1.AcceptLossRequest;

            /**
             * Encodes the specified AcceptLossRequest message. Does not implicitly {@link tidemark.v1.AcceptLossRequest.verify|verify} messages.
             * @param message AcceptLossRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.AcceptLossRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AcceptLossRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.AcceptLossRequest & tidemark.v1.AcceptLossRequest.$Shape} AcceptLossRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.AcceptLossRequest & tidemark.v1.AcceptLossRequest.$Shape;
        }

        namespace AcceptLossRequest {

            /** Properties of an AcceptLossRequest. */
            interface $Properties {

                /** AcceptLossRequest topic */
                topic?: string | undefined;

                /** AcceptLossRequest partition */
                partition?: number | undefined;

                /** AcceptLossRequest leader */
                leader?: (number|null) | undefined;

                /** AcceptLossRequest loseRecords */
                loseRecords?: boolean | undefined;
            }

            /** Shape of an AcceptLossRequest. */
            type $Shape = tidemark.v1.AcceptLossRequest.$Properties;
        }

        /** Represents an AcceptLossResponse. */
        class AcceptLossResponse {

            /**
             * Constructs a new AcceptLossResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.AcceptLossResponse.$Properties);

            /** AcceptLossResponse topic. */
            topic: string;

            /** AcceptLossResponse partition. */
            partition: number;

            /** AcceptLossResponse leader. */
            leader: number;

            /** AcceptLossResponse accepted. */
            accepted: boolean;

            /** AcceptLossResponse replicas. */
            replicas: tidemark.v1.ReplicaEnd[];

            /**
             * Creates a new AcceptLossResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AcceptLossResponse instance
             */
            static create(properties: tidemark.v1.AcceptLossResponse.$Shape): tidemark.v1.AcceptLossResponse & tidemark.v1.AcceptLossResponse.$Shape;
            static create(properties?: tidemark.v1.AcceptLossResponse.$Properties): tidemark.v1.AcceptLossResponse;

            /**
             * Encodes the specified AcceptLossResponse message. Does not implicitly {@link tidemark.v1.AcceptLossResponse.verify|verify} messages.
             * @param message AcceptLossResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.AcceptLossResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AcceptLossResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.AcceptLossResponse & tidemark.v1.AcceptLossResponse.$Shape} AcceptLossResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.AcceptLossResponse & tidemark.v1.AcceptLossResponse.$Shape;
        }

        namespace AcceptLossResponse {

            /** Properties of an AcceptLossResponse. */
            interface $Properties {

                /** AcceptLossResponse topic */
                topic?: string | undefined;

                /** AcceptLossResponse partition */
                partition?: number | undefined;

                /** AcceptLossResponse leader */
                leader?: number | undefined;

                /** AcceptLossResponse accepted */
                accepted?: boolean | undefined;

                /** AcceptLossResponse replicas */
                replicas?: readonly tidemark.v1.ReplicaEnd.$Properties[] | undefined;
            }

            /** Shape of an AcceptLossResponse. */
            type $Shape = tidemark.v1.AcceptLossResponse.$Properties;
        }

        /** Represents a ReplicaEnd. */
        class ReplicaEnd {

            /**
             * Constructs a new ReplicaEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ReplicaEnd.$Properties);

            /** ReplicaEnd broker. */
            broker: number;

            /** ReplicaEnd inSync. */
            inSync: boolean;

            /** ReplicaEnd lostDisk. */
            lostDisk: boolean;

            /** ReplicaEnd endOffset. */
            endOffset: (number|null);

            /** ReplicaEnd lastEpoch. */
            lastEpoch: (number|null);

            /**
             * Creates a new ReplicaEnd instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReplicaEnd instance
             */
            static create(properties: tidemark.v1.ReplicaEnd.$Shape): tidemark.v1.ReplicaEnd & tidemark.v1.ReplicaEnd.$Shape;
            static create(properties?: tidemark.v1.ReplicaEnd.$Properties): tidemark.v1.ReplicaEnd;

            /**
             * Encodes the specified ReplicaEnd message. Does not implicitly {@link tidemark.v1.ReplicaEnd.verify|verify} messages.
             * @param message ReplicaEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ReplicaEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReplicaEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ReplicaEnd & tidemark.v1.ReplicaEnd.$Shape} ReplicaEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ReplicaEnd & tidemark.v1.ReplicaEnd.$Shape;
        }

        namespace ReplicaEnd {

            /** Properties of a ReplicaEnd. */
            interface $Properties {

                /** ReplicaEnd broker */
                broker?: number | undefined;

                /** ReplicaEnd inSync */
                inSync?: boolean | undefined;

                /** ReplicaEnd lostDisk */
                lostDisk?: boolean | undefined;

                /** ReplicaEnd endOffset */
                endOffset?: (number|null) | undefined;

                /** ReplicaEnd lastEpoch */
                lastEpoch?: (number|null) | undefined;
            }

            /** Shape of a ReplicaEnd. */
            type $Shape = tidemark.v1.ReplicaEnd.$Properties;
        }

        /** Represents an ElectPreferredRequest. */
        class ElectPreferredRequest {

            /**
             * Constructs a new ElectPreferredRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ElectPreferredRequest.$Properties);

            /**
             * Creates a new ElectPreferredRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ElectPreferredRequest instance
             */
            static create(properties: tidemark.v1.ElectPreferredRequest.$Shape): tidemark.v1.ElectPreferredRequest & tidemark.v1.ElectPreferredRequest.$Shape;
            static create(properties?: tidemark.v1.ElectPreferredRequest.$Properties): tidemark.v1.ElectPreferredRequest;

            /**
             * Encodes the specified ElectPreferredRequest message. Does not implicitly {@link tidemark.v1.ElectPreferredRequest.verify|verify} messages.
             * @param message ElectPreferredRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ElectPreferredRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ElectPreferredRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ElectPreferredRequest & tidemark.v1.ElectPreferredRequest.$Shape} ElectPreferredRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ElectPreferredRequest & tidemark.v1.ElectPreferredRequest.$Shape;
        }

        namespace ElectPreferredRequest {

            /** Properties of an ElectPreferredRequest. */
            interface $Properties {
            }

            /** Shape of an ElectPreferredRequest. */
            type $Shape = tidemark.v1.ElectPreferredRequest.$Properties;
        }

        /** Represents an ElectPreferredResponse. */
        class ElectPreferredResponse {

            /**
             * Constructs a new ElectPreferredResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ElectPreferredResponse.$Properties);

            /** ElectPreferredResponse elected. */
            elected: number;

            /**
             * Creates a new ElectPreferredResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ElectPreferredResponse instance
             */
            static create(properties: tidemark.v1.ElectPreferredResponse.$Shape): tidemark.v1.ElectPreferredResponse & tidemark.v1.ElectPreferredResponse.$Shape;
            static create(properties?: tidemark.v1.ElectPreferredResponse.$Properties): tidemark.v1.ElectPreferredResponse;

            /**
             * Encodes the specified ElectPreferredResponse message. Does not implicitly {@link tidemark.v1.ElectPreferredResponse.verify|verify} messages.
             * @param message ElectPreferredResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ElectPreferredResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ElectPreferredResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ElectPreferredResponse & tidemark.v1.ElectPreferredResponse.$Shape} ElectPreferredResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ElectPreferredResponse & tidemark.v1.ElectPreferredResponse.$Shape;
        }

        namespace ElectPreferredResponse {

            /** Properties of an ElectPreferredResponse. */
            interface $Properties {

                /** ElectPreferredResponse elected */
                elected?: number | undefined;
            }

            /** Shape of an ElectPreferredResponse. */
            type $Shape = tidemark.v1.ElectPreferredResponse.$Properties;
        }

        /** Represents a Header. */
        class Header {

            /**
             * Constructs a new Header.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Header.$Properties);

            /** Header key. */
            key: string;

            /** Header value. */
            value: Uint8Array;

            /**
             * Creates a new Header instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Header instance
             */
            static create(properties: tidemark.v1.Header.$Shape): tidemark.v1.Header & tidemark.v1.Header.$Shape;
            static create(properties?: tidemark.v1.Header.$Properties): tidemark.v1.Header;

            /**
             * Encodes the specified Header message. Does not implicitly {@link tidemark.v1.Header.verify|verify} messages.
             * @param message Header message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Header.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Header message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Header & tidemark.v1.Header.$Shape} Header
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Header & tidemark.v1.Header.$Shape;
        }

        namespace Header {

            /** Properties of a Header. */
            interface $Properties {

                /** Header key */
                key?: string | undefined;

                /** Header value */
                value?: Uint8Array | undefined;
            }

            /** Shape of a Header. */
            type $Shape = tidemark.v1.Header.$Properties;
        }

        /** Represents an Error. */
        class Error {

            /**
             * Constructs a new Error.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Error.$Properties);

            /** Error code. */
            code: string;

            /** Error message. */
            message: string;

            /** Error retriable. */
            retriable: boolean;

            /** Error refreshMetadata. */
            refreshMetadata: boolean;

            /** Error leader. */
            leader: string;

            /** Error logStartOffset. */
            logStartOffset: (number|null);

            /** Error highWatermark. */
            highWatermark: (number|null);

            /** Error existingId. */
            existingId: string;

            /** Error existingDeliverAt. */
            existingDeliverAt: (number|null);

            /** Error existingPartition. */
            existingPartition: (number|null);

            /** Error existingOffset. */
            existingOffset: (number|null);

            /**
             * Creates a new Error instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Error instance
             */
            static create(properties: tidemark.v1.Error.$Shape): tidemark.v1.Error & tidemark.v1.Error.$Shape;
            static create(properties?: tidemark.v1.Error.$Properties): tidemark.v1.Error;

            /**
             * Encodes the specified Error message. Does not implicitly {@link tidemark.v1.Error.verify|verify} messages.
             * @param message Error message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Error.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Error message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Error & tidemark.v1.Error.$Shape} Error
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Error & tidemark.v1.Error.$Shape;
        }

        namespace Error {

            /** Properties of an Error. */
            interface $Properties {

                /** Error code */
                code?: string | undefined;

                /** Error message */
                message?: string | undefined;

                /** Error retriable */
                retriable?: boolean | undefined;

                /** Error refreshMetadata */
                refreshMetadata?: boolean | undefined;

                /** Error leader */
                leader?: string | undefined;

                /** Error logStartOffset */
                logStartOffset?: (number|null) | undefined;

                /** Error highWatermark */
                highWatermark?: (number|null) | undefined;

                /** Error existingId */
                existingId?: string | undefined;

                /** Error existingDeliverAt */
                existingDeliverAt?: (number|null) | undefined;

                /** Error existingPartition */
                existingPartition?: (number|null) | undefined;

                /** Error existingOffset */
                existingOffset?: (number|null) | undefined;
            }

            /** Shape of an Error. */
            type $Shape = tidemark.v1.Error.$Properties;
        }

        /** Represents a TopicPartition. */
        class TopicPartition {

            /**
             * Constructs a new TopicPartition.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.TopicPartition.$Properties);

            /** TopicPartition topic. */
            topic: string;

            /** TopicPartition partition. */
            partition: number;

            /**
             * Creates a new TopicPartition instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TopicPartition instance
             */
            static create(properties: tidemark.v1.TopicPartition.$Shape): tidemark.v1.TopicPartition & tidemark.v1.TopicPartition.$Shape;
            static create(properties?: tidemark.v1.TopicPartition.$Properties): tidemark.v1.TopicPartition;

            /**
             * Encodes the specified TopicPartition message. Does not implicitly {@link tidemark.v1.TopicPartition.verify|verify} messages.
             * @param message TopicPartition message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.TopicPartition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TopicPartition message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.TopicPartition & tidemark.v1.TopicPartition.$Shape} TopicPartition
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.TopicPartition & tidemark.v1.TopicPartition.$Shape;
        }

        namespace TopicPartition {

            /** Properties of a TopicPartition. */
            interface $Properties {

                /** TopicPartition topic */
                topic?: string | undefined;

                /** TopicPartition partition */
                partition?: number | undefined;
            }

            /** Shape of a TopicPartition. */
            type $Shape = tidemark.v1.TopicPartition.$Properties;
        }

        /** Represents a PartitionOffset. */
        class PartitionOffset {

            /**
             * Constructs a new PartitionOffset.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PartitionOffset.$Properties);

            /** PartitionOffset topic. */
            topic: string;

            /** PartitionOffset partition. */
            partition: number;

            /** PartitionOffset offset. */
            offset: number;

            /**
             * Creates a new PartitionOffset instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PartitionOffset instance
             */
            static create(properties: tidemark.v1.PartitionOffset.$Shape): tidemark.v1.PartitionOffset & tidemark.v1.PartitionOffset.$Shape;
            static create(properties?: tidemark.v1.PartitionOffset.$Properties): tidemark.v1.PartitionOffset;

            /**
             * Encodes the specified PartitionOffset message. Does not implicitly {@link tidemark.v1.PartitionOffset.verify|verify} messages.
             * @param message PartitionOffset message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PartitionOffset.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PartitionOffset message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PartitionOffset & tidemark.v1.PartitionOffset.$Shape} PartitionOffset
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PartitionOffset & tidemark.v1.PartitionOffset.$Shape;
        }

        namespace PartitionOffset {

            /** Properties of a PartitionOffset. */
            interface $Properties {

                /** PartitionOffset topic */
                topic?: string | undefined;

                /** PartitionOffset partition */
                partition?: number | undefined;

                /** PartitionOffset offset */
                offset?: number | undefined;
            }

            /** Shape of a PartitionOffset. */
            type $Shape = tidemark.v1.PartitionOffset.$Properties;
        }

        /** Represents a Position. */
        class Position {

            /**
             * Constructs a new Position.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Position.$Properties);

            /** Position offset. */
            offset: (number|null);

            /** Position timestamp. */
            timestamp: (number|null);

            /** Position earliest. */
            earliest: (boolean|null);

            /** Position latest. */
            latest: (boolean|null);

            /** Position position. */
            position?: ("offset"|"timestamp"|"earliest"|"latest") | undefined;

            /**
             * Creates a new Position instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Position instance
             */
            static create(properties: tidemark.v1.Position.$Shape): tidemark.v1.Position & tidemark.v1.Position.$Shape;
            static create(properties?: tidemark.v1.Position.$Properties): tidemark.v1.Position;

            /**
             * Encodes the specified Position message. Does not implicitly {@link tidemark.v1.Position.verify|verify} messages.
             * @param message Position message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Position.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Position message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Position & tidemark.v1.Position.$Shape} Position
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Position & tidemark.v1.Position.$Shape;
        }

        namespace Position {

            /** Properties of a Position. */
            interface $Properties {

                /** Position offset */
                offset?: (number|null) | undefined;

                /** Position timestamp */
                timestamp?: (number|null) | undefined;

                /** Position earliest */
                earliest?: (boolean|null) | undefined;

                /** Position latest */
                latest?: (boolean|null) | undefined;

                /** Position position */
                position?: ("offset"|"timestamp"|"earliest"|"latest") | undefined;
            }

            /** Narrowed shape of a Position. */
            type $Shape = {
              offset?: number|null | undefined;
              timestamp?: number|null | undefined;
              earliest?: boolean|null | undefined;
              latest?: boolean|null | undefined;
            } & (
              ({ position?: undefined; offset?: null; timestamp?: null; earliest?: null; latest?: null }|{ position?: "offset"; offset: number; timestamp?: null; earliest?: null; latest?: null }|{ position?: "timestamp"; offset?: null; timestamp: number; earliest?: null; latest?: null }|{ position?: "earliest"; offset?: null; timestamp?: null; earliest: boolean; latest?: null }|{ position?: "latest"; offset?: null; timestamp?: null; earliest?: null; latest: boolean })
            );
        }

        /** Represents a ListGroupsRequest. */
        class ListGroupsRequest {

            /**
             * Constructs a new ListGroupsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ListGroupsRequest.$Properties);

            /**
             * Creates a new ListGroupsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListGroupsRequest instance
             */
            static create(properties: tidemark.v1.ListGroupsRequest.$Shape): tidemark.v1.ListGroupsRequest & tidemark.v1.ListGroupsRequest.$Shape;
            static create(properties?: tidemark.v1.ListGroupsRequest.$Properties): tidemark.v1.ListGroupsRequest;

            /**
             * Encodes the specified ListGroupsRequest message. Does not implicitly {@link tidemark.v1.ListGroupsRequest.verify|verify} messages.
             * @param message ListGroupsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ListGroupsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListGroupsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ListGroupsRequest & tidemark.v1.ListGroupsRequest.$Shape} ListGroupsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ListGroupsRequest & tidemark.v1.ListGroupsRequest.$Shape;
        }

        namespace ListGroupsRequest {

            /** Properties of a ListGroupsRequest. */
            interface $Properties {
            }

            /** Shape of a ListGroupsRequest. */
            type $Shape = tidemark.v1.ListGroupsRequest.$Properties;
        }

        /** Represents a ListGroupsResponse. */
        class ListGroupsResponse {

            /**
             * Constructs a new ListGroupsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ListGroupsResponse.$Properties);

            /** ListGroupsResponse groups. */
            groups: tidemark.v1.Group[];

            /**
             * Creates a new ListGroupsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListGroupsResponse instance
             */
            static create(properties: tidemark.v1.ListGroupsResponse.$Shape): tidemark.v1.ListGroupsResponse & tidemark.v1.ListGroupsResponse.$Shape;
            static create(properties?: tidemark.v1.ListGroupsResponse.$Properties): tidemark.v1.ListGroupsResponse;

            /**
             * Encodes the specified ListGroupsResponse message. Does not implicitly {@link tidemark.v1.ListGroupsResponse.verify|verify} messages.
             * @param message ListGroupsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ListGroupsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListGroupsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ListGroupsResponse & tidemark.v1.ListGroupsResponse.$Shape} ListGroupsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ListGroupsResponse & tidemark.v1.ListGroupsResponse.$Shape;
        }

        namespace ListGroupsResponse {

            /** Properties of a ListGroupsResponse. */
            interface $Properties {

                /** ListGroupsResponse groups */
                groups?: readonly tidemark.v1.Group.$Properties[] | undefined;
            }

            /** Shape of a ListGroupsResponse. */
            type $Shape = tidemark.v1.ListGroupsResponse.$Properties;
        }

        /** Represents a DescribeGroupRequest. */
        class DescribeGroupRequest {

            /**
             * Constructs a new DescribeGroupRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DescribeGroupRequest.$Properties);

            /** DescribeGroupRequest group. */
            group: string;

            /**
             * Creates a new DescribeGroupRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DescribeGroupRequest instance
             */
            static create(properties: tidemark.v1.DescribeGroupRequest.$Shape): tidemark.v1.DescribeGroupRequest & tidemark.v1.DescribeGroupRequest.$Shape;
            static create(properties?: tidemark.v1.DescribeGroupRequest.$Properties): tidemark.v1.DescribeGroupRequest;

            /**
             * Encodes the specified DescribeGroupRequest message. Does not implicitly {@link tidemark.v1.DescribeGroupRequest.verify|verify} messages.
             * @param message DescribeGroupRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DescribeGroupRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DescribeGroupRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DescribeGroupRequest & tidemark.v1.DescribeGroupRequest.$Shape} DescribeGroupRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DescribeGroupRequest & tidemark.v1.DescribeGroupRequest.$Shape;
        }

        namespace DescribeGroupRequest {

            /** Properties of a DescribeGroupRequest. */
            interface $Properties {

                /** DescribeGroupRequest group */
                group?: string | undefined;
            }

            /** Shape of a DescribeGroupRequest. */
            type $Shape = tidemark.v1.DescribeGroupRequest.$Properties;
        }

        /** Represents a Group. */
        class Group {

            /**
             * Constructs a new Group.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Group.$Properties);

            /** Group name. */
            name: string;

            /** Group mode. */
            mode: tidemark.v1.GroupMode;

            /** Group state. */
            state: string;

            /** Group generation. */
            generation: number;

            /** Group members. */
            members: tidemark.v1.GroupMember[];

            /** Group partitions. */
            partitions: tidemark.v1.GroupPartition[];

            /** Group settings. */
            settings: tidemark.v1.QueueSettings;

            /**
             * Creates a new Group instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Group instance
             */
            static create(properties: tidemark.v1.Group.$Shape): tidemark.v1.Group & tidemark.v1.Group.$Shape;
            static create(properties?: tidemark.v1.Group.$Properties): tidemark.v1.Group;

            /**
             * Encodes the specified Group message. Does not implicitly {@link tidemark.v1.Group.verify|verify} messages.
             * @param message Group message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Group.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Group message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Group & tidemark.v1.Group.$Shape} Group
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Group & tidemark.v1.Group.$Shape;
        }

        namespace Group {

            /** Properties of a Group. */
            interface $Properties {

                /** Group name */
                name?: string | undefined;

                /** Group mode */
                mode?: tidemark.v1.GroupMode | undefined;

                /** Group state */
                state?: string | undefined;

                /** Group generation */
                generation?: number | undefined;

                /** Group members */
                members?: readonly tidemark.v1.GroupMember.$Properties[] | undefined;

                /** Group partitions */
                partitions?: readonly tidemark.v1.GroupPartition.$Properties[] | undefined;

                /** Group settings */
                settings?: tidemark.v1.QueueSettings.$Properties | undefined;
            }

            /** Shape of a Group. */
            type $Shape = tidemark.v1.Group.$Properties;
        }

        /** Represents a QueueSettings. */
        class QueueSettings {

            /**
             * Constructs a new QueueSettings.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.QueueSettings.$Properties);

            /** QueueSettings ackTimeoutMs. */
            ackTimeoutMs: (number|null);

            /** QueueSettings deliveriesMax. */
            deliveriesMax: (number|null);

            /** QueueSettings retryBackoffMs. */
            retryBackoffMs: (number|null);

            /** QueueSettings retryBackoffMaxMs. */
            retryBackoffMaxMs: (number|null);

            /** QueueSettings deadLetterTopic. */
            deadLetterTopic: (string|null);

            /** QueueSettings keyOrder. */
            keyOrder: (boolean|null);

            /**
             * Creates a new QueueSettings instance using the specified properties.
             * @param [properties] Properties to set
             * @returns QueueSettings instance
             */
            static create(properties: tidemark.v1.QueueSettings.$Shape): tidemark.v1.QueueSettings & tidemark.v1.QueueSettings.$Shape;
            static create(properties?: tidemark.v1.QueueSettings.$Properties): tidemark.v1.QueueSettings;

            /**
             * Encodes the specified QueueSettings message. Does not implicitly {@link tidemark.v1.QueueSettings.verify|verify} messages.
             * @param message QueueSettings message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.QueueSettings.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a QueueSettings message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.QueueSettings & tidemark.v1.QueueSettings.$Shape} QueueSettings
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.QueueSettings & tidemark.v1.QueueSettings.$Shape;
        }

        namespace QueueSettings {

            /** Properties of a QueueSettings. */
            interface $Properties {

                /** QueueSettings ackTimeoutMs */
                ackTimeoutMs?: (number|null) | undefined;

                /** QueueSettings deliveriesMax */
                deliveriesMax?: (number|null) | undefined;

                /** QueueSettings retryBackoffMs */
                retryBackoffMs?: (number|null) | undefined;

                /** QueueSettings retryBackoffMaxMs */
                retryBackoffMaxMs?: (number|null) | undefined;

                /** QueueSettings deadLetterTopic */
                deadLetterTopic?: (string|null) | undefined;

                /** QueueSettings keyOrder */
                keyOrder?: (boolean|null) | undefined;
            }

            /** Shape of a QueueSettings. */
            type $Shape = tidemark.v1.QueueSettings.$Properties;
        }

        /** Represents a PutGroupRequest. */
        class PutGroupRequest {

            /**
             * Constructs a new PutGroupRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PutGroupRequest.$Properties);

            /** PutGroupRequest group. */
            group: string;

            /** PutGroupRequest mode. */
            mode: tidemark.v1.GroupMode;

            /** PutGroupRequest settings. */
            settings: tidemark.v1.QueueSettings;

            /**
             * Creates a new PutGroupRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PutGroupRequest instance
             */
            static create(properties: tidemark.v1.PutGroupRequest.$Shape): tidemark.v1.PutGroupRequest & tidemark.v1.PutGroupRequest.$Shape;
            static create(properties?: tidemark.v1.PutGroupRequest.$Properties): tidemark.v1.PutGroupRequest;

            /**
             * Encodes the specified PutGroupRequest message. Does not implicitly {@link tidemark.v1.PutGroupRequest.verify|verify} messages.
             * @param message PutGroupRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PutGroupRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PutGroupRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PutGroupRequest & tidemark.v1.PutGroupRequest.$Shape} PutGroupRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PutGroupRequest & tidemark.v1.PutGroupRequest.$Shape;
        }

        namespace PutGroupRequest {

            /** Properties of a PutGroupRequest. */
            interface $Properties {

                /** PutGroupRequest group */
                group?: string | undefined;

                /** PutGroupRequest mode */
                mode?: tidemark.v1.GroupMode | undefined;

                /** PutGroupRequest settings */
                settings?: tidemark.v1.QueueSettings.$Properties | undefined;
            }

            /** Shape of a PutGroupRequest. */
            type $Shape = tidemark.v1.PutGroupRequest.$Properties;
        }

        /** Represents a GroupMember. */
        class GroupMember {

            /**
             * Constructs a new GroupMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.GroupMember.$Properties);

            /** GroupMember id. */
            id: string;

            /** GroupMember clientId. */
            clientId: string;

            /** GroupMember address. */
            address: string;

            /** GroupMember partitions. */
            partitions: tidemark.v1.TopicPartition[];

            /** GroupMember inFlight. */
            inFlight: number;

            /**
             * Creates a new GroupMember instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GroupMember instance
             */
            static create(properties: tidemark.v1.GroupMember.$Shape): tidemark.v1.GroupMember & tidemark.v1.GroupMember.$Shape;
            static create(properties?: tidemark.v1.GroupMember.$Properties): tidemark.v1.GroupMember;

            /**
             * Encodes the specified GroupMember message. Does not implicitly {@link tidemark.v1.GroupMember.verify|verify} messages.
             * @param message GroupMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.GroupMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.GroupMember & tidemark.v1.GroupMember.$Shape} GroupMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.GroupMember & tidemark.v1.GroupMember.$Shape;
        }

        namespace GroupMember {

            /** Properties of a GroupMember. */
            interface $Properties {

                /** GroupMember id */
                id?: string | undefined;

                /** GroupMember clientId */
                clientId?: string | undefined;

                /** GroupMember address */
                address?: string | undefined;

                /** GroupMember partitions */
                partitions?: readonly tidemark.v1.TopicPartition.$Properties[] | undefined;

                /** GroupMember inFlight */
                inFlight?: number | undefined;
            }

            /** Shape of a GroupMember. */
            type $Shape = tidemark.v1.GroupMember.$Properties;
        }

        /** Represents a GroupPartition. */
        class GroupPartition {

            /**
             * Constructs a new GroupPartition.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.GroupPartition.$Properties);

            /** GroupPartition topic. */
            topic: string;

            /** GroupPartition partition. */
            partition: number;

            /** GroupPartition committed. */
            committed: (number|null);

            /** GroupPartition highWatermark. */
            highWatermark: number;

            /** GroupPartition lag. */
            lag: number;

            /** GroupPartition memberId. */
            memberId: string;

            /** GroupPartition lagMs. */
            lagMs: (number|null);

            /** GroupPartition inFlight. */
            inFlight: number;

            /** GroupPartition waiting. */
            waiting: number;

            /** GroupPartition redelivered. */
            redelivered: number;

            /** GroupPartition deadLettered. */
            deadLettered: number;

            /** GroupPartition expired. */
            expired: number;

            /**
             * Creates a new GroupPartition instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GroupPartition instance
             */
            static create(properties: tidemark.v1.GroupPartition.$Shape): tidemark.v1.GroupPartition & tidemark.v1.GroupPartition.$Shape;
            static create(properties?: tidemark.v1.GroupPartition.$Properties): tidemark.v1.GroupPartition;

            /**
             * Encodes the specified GroupPartition message. Does not implicitly {@link tidemark.v1.GroupPartition.verify|verify} messages.
             * @param message GroupPartition message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.GroupPartition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupPartition message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.GroupPartition & tidemark.v1.GroupPartition.$Shape} GroupPartition
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.GroupPartition & tidemark.v1.GroupPartition.$Shape;
        }

        namespace GroupPartition {

            /** Properties of a GroupPartition. */
            interface $Properties {

                /** GroupPartition topic */
                topic?: string | undefined;

                /** GroupPartition partition */
                partition?: number | undefined;

                /** GroupPartition committed */
                committed?: (number|null) | undefined;

                /** GroupPartition highWatermark */
                highWatermark?: number | undefined;

                /** GroupPartition lag */
                lag?: number | undefined;

                /** GroupPartition memberId */
                memberId?: string | undefined;

                /** GroupPartition lagMs */
                lagMs?: (number|null) | undefined;

                /** GroupPartition inFlight */
                inFlight?: number | undefined;

                /** GroupPartition waiting */
                waiting?: number | undefined;

                /** GroupPartition redelivered */
                redelivered?: number | undefined;

                /** GroupPartition deadLettered */
                deadLettered?: number | undefined;

                /** GroupPartition expired */
                expired?: number | undefined;
            }

            /** Shape of a GroupPartition. */
            type $Shape = tidemark.v1.GroupPartition.$Properties;
        }

        /** Represents a DeleteGroupRequest. */
        class DeleteGroupRequest {

            /**
             * Constructs a new DeleteGroupRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DeleteGroupRequest.$Properties);

            /** DeleteGroupRequest group. */
            group: string;

            /**
             * Creates a new DeleteGroupRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteGroupRequest instance
             */
            static create(properties: tidemark.v1.DeleteGroupRequest.$Shape): tidemark.v1.DeleteGroupRequest & tidemark.v1.DeleteGroupRequest.$Shape;
            static create(properties?: tidemark.v1.DeleteGroupRequest.$Properties): tidemark.v1.DeleteGroupRequest;

            /**
             * Encodes the specified DeleteGroupRequest message. Does not implicitly {@link tidemark.v1.DeleteGroupRequest.verify|verify} messages.
             * @param message DeleteGroupRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DeleteGroupRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteGroupRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DeleteGroupRequest & tidemark.v1.DeleteGroupRequest.$Shape} DeleteGroupRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DeleteGroupRequest & tidemark.v1.DeleteGroupRequest.$Shape;
        }

        namespace DeleteGroupRequest {

            /** Properties of a DeleteGroupRequest. */
            interface $Properties {

                /** DeleteGroupRequest group */
                group?: string | undefined;
            }

            /** Shape of a DeleteGroupRequest. */
            type $Shape = tidemark.v1.DeleteGroupRequest.$Properties;
        }

        /** Represents a DeleteGroupResponse. */
        class DeleteGroupResponse {

            /**
             * Constructs a new DeleteGroupResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DeleteGroupResponse.$Properties);

            /**
             * Creates a new DeleteGroupResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteGroupResponse instance
             */
            static create(properties: tidemark.v1.DeleteGroupResponse.$Shape): tidemark.v1.DeleteGroupResponse & tidemark.v1.DeleteGroupResponse.$Shape;
            static create(properties?: tidemark.v1.DeleteGroupResponse.$Properties): tidemark.v1.DeleteGroupResponse;

            /**
             * Encodes the specified DeleteGroupResponse message. Does not implicitly {@link tidemark.v1.DeleteGroupResponse.verify|verify} messages.
             * @param message DeleteGroupResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DeleteGroupResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteGroupResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DeleteGroupResponse & tidemark.v1.DeleteGroupResponse.$Shape} DeleteGroupResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DeleteGroupResponse & tidemark.v1.DeleteGroupResponse.$Shape;
        }

        namespace DeleteGroupResponse {

            /** Properties of a DeleteGroupResponse. */
            interface $Properties {
            }

            /** Shape of a DeleteGroupResponse. */
            type $Shape = tidemark.v1.DeleteGroupResponse.$Properties;
        }

        /** Represents a FetchOffsetsRequest. */
        class FetchOffsetsRequest {

            /**
             * Constructs a new FetchOffsetsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.FetchOffsetsRequest.$Properties);

            /** FetchOffsetsRequest group. */
            group: string;

            /** FetchOffsetsRequest topic. */
            topic: string;

            /**
             * Creates a new FetchOffsetsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchOffsetsRequest instance
             */
            static create(properties: tidemark.v1.FetchOffsetsRequest.$Shape): tidemark.v1.FetchOffsetsRequest & tidemark.v1.FetchOffsetsRequest.$Shape;
            static create(properties?: tidemark.v1.FetchOffsetsRequest.$Properties): tidemark.v1.FetchOffsetsRequest;

            /**
             * Encodes the specified FetchOffsetsRequest message. Does not implicitly {@link tidemark.v1.FetchOffsetsRequest.verify|verify} messages.
             * @param message FetchOffsetsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.FetchOffsetsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchOffsetsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.FetchOffsetsRequest & tidemark.v1.FetchOffsetsRequest.$Shape} FetchOffsetsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.FetchOffsetsRequest & tidemark.v1.FetchOffsetsRequest.$Shape;
        }

        namespace FetchOffsetsRequest {

            /** Properties of a FetchOffsetsRequest. */
            interface $Properties {

                /** FetchOffsetsRequest group */
                group?: string | undefined;

                /** FetchOffsetsRequest topic */
                topic?: string | undefined;
            }

            /** Shape of a FetchOffsetsRequest. */
            type $Shape = tidemark.v1.FetchOffsetsRequest.$Properties;
        }

        /** Represents a FetchOffsetsResponse. */
        class FetchOffsetsResponse {

            /**
             * Constructs a new FetchOffsetsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.FetchOffsetsResponse.$Properties);

            /** FetchOffsetsResponse offsets. */
            offsets: tidemark.v1.PartitionOffset[];

            /**
             * Creates a new FetchOffsetsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchOffsetsResponse instance
             */
            static create(properties: tidemark.v1.FetchOffsetsResponse.$Shape): tidemark.v1.FetchOffsetsResponse & tidemark.v1.FetchOffsetsResponse.$Shape;
            static create(properties?: tidemark.v1.FetchOffsetsResponse.$Properties): tidemark.v1.FetchOffsetsResponse;

            /**
             * Encodes the specified FetchOffsetsResponse message. Does not implicitly {@link tidemark.v1.FetchOffsetsResponse.verify|verify} messages.
             * @param message FetchOffsetsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.FetchOffsetsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchOffsetsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.FetchOffsetsResponse & tidemark.v1.FetchOffsetsResponse.$Shape} FetchOffsetsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.FetchOffsetsResponse & tidemark.v1.FetchOffsetsResponse.$Shape;
        }

        namespace FetchOffsetsResponse {

            /** Properties of a FetchOffsetsResponse. */
            interface $Properties {

                /** FetchOffsetsResponse offsets */
                offsets?: readonly tidemark.v1.PartitionOffset.$Properties[] | undefined;
            }

            /** Shape of a FetchOffsetsResponse. */
            type $Shape = tidemark.v1.FetchOffsetsResponse.$Properties;
        }

        /** Represents a ResetOffsetsRequest. */
        class ResetOffsetsRequest {

            /**
             * Constructs a new ResetOffsetsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ResetOffsetsRequest.$Properties);

            /** ResetOffsetsRequest group. */
            group: string;

            /** ResetOffsetsRequest topic. */
            topic: string;

            /** ResetOffsetsRequest to. */
            to: tidemark.v1.Position;

            /** ResetOffsetsRequest offsets. */
            offsets: tidemark.v1.PartitionOffset[];

            /** ResetOffsetsRequest force. */
            force: boolean;

            /** ResetOffsetsRequest dryRun. */
            dryRun: boolean;

            /** ResetOffsetsRequest shift. */
            shift: (number|null);

            /** ResetOffsetsRequest partitions. */
            partitions: number[];

            /**
             * Creates a new ResetOffsetsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ResetOffsetsRequest instance
             */
            static create(properties: tidemark.v1.ResetOffsetsRequest.$Shape): tidemark.v1.ResetOffsetsRequest & tidemark.v1.ResetOffsetsRequest.$Shape;
            static create(properties?: tidemark.v1.ResetOffsetsRequest.$Properties): tidemark.v1.ResetOffsetsRequest;

            /**
             * Encodes the specified ResetOffsetsRequest message. Does not implicitly {@link tidemark.v1.ResetOffsetsRequest.verify|verify} messages.
             * @param message ResetOffsetsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ResetOffsetsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResetOffsetsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ResetOffsetsRequest & tidemark.v1.ResetOffsetsRequest.$Shape} ResetOffsetsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ResetOffsetsRequest & tidemark.v1.ResetOffsetsRequest.$Shape;
        }

        namespace ResetOffsetsRequest {

            /** Properties of a ResetOffsetsRequest. */
            interface $Properties {

                /** ResetOffsetsRequest group */
                group?: string | undefined;

                /** ResetOffsetsRequest topic */
                topic?: string | undefined;

                /** ResetOffsetsRequest to */
                to?: tidemark.v1.Position.$Properties | undefined;

                /** ResetOffsetsRequest offsets */
                offsets?: readonly tidemark.v1.PartitionOffset.$Properties[] | undefined;

                /** ResetOffsetsRequest force */
                force?: boolean | undefined;

                /** ResetOffsetsRequest dryRun */
                dryRun?: boolean | undefined;

                /** ResetOffsetsRequest shift */
                shift?: (number|null) | undefined;

                /** ResetOffsetsRequest partitions */
                partitions?: readonly number[] | undefined;
            }

            /** Shape of a ResetOffsetsRequest. */
            type $Shape = {
              group?: string | undefined;
              topic?: string | undefined;
              to?: tidemark.v1.Position.$Shape | undefined;
              offsets?: readonly tidemark.v1.PartitionOffset.$Shape[] | undefined;
              force?: boolean | undefined;
              dryRun?: boolean | undefined;
              shift?: number|null | undefined;
              partitions?: readonly number[] | undefined;
            };
        }

        /** Represents a ResetOffsetsResponse. */
        class ResetOffsetsResponse {

            /**
             * Constructs a new ResetOffsetsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ResetOffsetsResponse.$Properties);

            /** ResetOffsetsResponse changes. */
            changes: tidemark.v1.OffsetChange[];

            /**
             * Creates a new ResetOffsetsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ResetOffsetsResponse instance
             */
            static create(properties: tidemark.v1.ResetOffsetsResponse.$Shape): tidemark.v1.ResetOffsetsResponse & tidemark.v1.ResetOffsetsResponse.$Shape;
            static create(properties?: tidemark.v1.ResetOffsetsResponse.$Properties): tidemark.v1.ResetOffsetsResponse;

            /**
             * Encodes the specified ResetOffsetsResponse message. Does not implicitly {@link tidemark.v1.ResetOffsetsResponse.verify|verify} messages.
             * @param message ResetOffsetsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ResetOffsetsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResetOffsetsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ResetOffsetsResponse & tidemark.v1.ResetOffsetsResponse.$Shape} ResetOffsetsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ResetOffsetsResponse & tidemark.v1.ResetOffsetsResponse.$Shape;
        }

        namespace ResetOffsetsResponse {

            /** Properties of a ResetOffsetsResponse. */
            interface $Properties {

                /** ResetOffsetsResponse changes */
                changes?: readonly tidemark.v1.OffsetChange.$Properties[] | undefined;
            }

            /** Shape of a ResetOffsetsResponse. */
            type $Shape = tidemark.v1.ResetOffsetsResponse.$Properties;
        }

        /** Represents an OffsetChange. */
        class OffsetChange {

            /**
             * Constructs a new OffsetChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.OffsetChange.$Properties);

            /** OffsetChange topic. */
            topic: string;

            /** OffsetChange partition. */
            partition: number;

            /** OffsetChange before. */
            before: (number|null);

            /** OffsetChange after. */
            after: number;

            /**
             * Creates a new OffsetChange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns OffsetChange instance
             */
            static create(properties: tidemark.v1.OffsetChange.$Shape): tidemark.v1.OffsetChange & tidemark.v1.OffsetChange.$Shape;
            static create(properties?: tidemark.v1.OffsetChange.$Properties): tidemark.v1.OffsetChange;

            /**
             * Encodes the specified OffsetChange message. Does not implicitly {@link tidemark.v1.OffsetChange.verify|verify} messages.
             * @param message OffsetChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.OffsetChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OffsetChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.OffsetChange & tidemark.v1.OffsetChange.$Shape} OffsetChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.OffsetChange & tidemark.v1.OffsetChange.$Shape;
        }

        namespace OffsetChange {

            /** Properties of an OffsetChange. */
            interface $Properties {

                /** OffsetChange topic */
                topic?: string | undefined;

                /** OffsetChange partition */
                partition?: number | undefined;

                /** OffsetChange before */
                before?: (number|null) | undefined;

                /** OffsetChange after */
                after?: number | undefined;
            }

            /** Shape of an OffsetChange. */
            type $Shape = tidemark.v1.OffsetChange.$Properties;
        }

        /** OnConflict enum. */
        enum OnConflict {

            /** ON_CONFLICT_REJECT value */
            ON_CONFLICT_REJECT = 0,

            /** ON_CONFLICT_REPLACE value */
            ON_CONFLICT_REPLACE = 1,

            /** ON_CONFLICT_KEEP value */
            ON_CONFLICT_KEEP = 2
        }

        /** Acks enum. */
        enum Acks {

            /** ACKS_ALL value */
            ACKS_ALL = 0,

            /** ACKS_LEADER value */
            ACKS_LEADER = 1,

            /** ACKS_NONE value */
            ACKS_NONE = 2
        }

        /** Represents a Record. */
        class Record {

            /**
             * Constructs a new Record.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Record.$Properties);

            /** Record key. */
            key: (Uint8Array|null);

            /** Record value. */
            value: (Uint8Array|null);

            /** Record headers. */
            headers: tidemark.v1.Header[];

            /** Record partition. */
            partition: (number|null);

            /** Record messageId. */
            messageId: (string|null);

            /** Record deliverAt. */
            deliverAt: (number|null);

            /** Record delayMs. */
            delayMs: (number|null);

            /** Record scheduleId. */
            scheduleId: (string|null);

            /** Record onConflict. */
            onConflict: tidemark.v1.OnConflict;

            /** Record ttlMs. */
            ttlMs: (number|null);

            /** Record timestamp. */
            timestamp: (number|null);

            /**
             * Creates a new Record instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Record instance
             */
            static create(properties: tidemark.v1.Record.$Shape): tidemark.v1.Record & tidemark.v1.Record.$Shape;
            static create(properties?: tidemark.v1.Record.$Properties): tidemark.v1.Record;

            /**
             * Encodes the specified Record message. Does not implicitly {@link tidemark.v1.Record.verify|verify} messages.
             * @param message Record message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Record.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Record message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Record & tidemark.v1.Record.$Shape} Record
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Record & tidemark.v1.Record.$Shape;
        }

        namespace Record {

            /** Properties of a Record. */
            interface $Properties {

                /** Record key */
                key?: (Uint8Array|null) | undefined;

                /** Record value */
                value?: (Uint8Array|null) | undefined;

                /** Record headers */
                headers?: readonly tidemark.v1.Header.$Properties[] | undefined;

                /** Record partition */
                partition?: (number|null) | undefined;

                /** Record messageId */
                messageId?: (string|null) | undefined;

                /** Record deliverAt */
                deliverAt?: (number|null) | undefined;

                /** Record delayMs */
                delayMs?: (number|null) | undefined;

                /** Record scheduleId */
                scheduleId?: (string|null) | undefined;

                /** Record onConflict */
                onConflict?: tidemark.v1.OnConflict | undefined;

                /** Record ttlMs */
                ttlMs?: (number|null) | undefined;

                /** Record timestamp */
                timestamp?: (number|null) | undefined;
            }

            /** Shape of a Record. */
            type $Shape = tidemark.v1.Record.$Properties;
        }

        /** Represents a PublishRequest. */
        class PublishRequest {

            /**
             * Constructs a new PublishRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PublishRequest.$Properties);

            /** PublishRequest topic. */
            topic: string;

            /** PublishRequest records. */
            records: tidemark.v1.Record[];

            /** PublishRequest batch. */
            batch: (Uint8Array|null);

            /** PublishRequest partition. */
            partition: (number|null);

            /** PublishRequest acks. */
            acks: tidemark.v1.Acks;

            /**
             * Creates a new PublishRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PublishRequest instance
             */
            static create(properties: tidemark.v1.PublishRequest.$Shape): tidemark.v1.PublishRequest & tidemark.v1.PublishRequest.$Shape;
            static create(properties?: tidemark.v1.PublishRequest.$Properties): tidemark.v1.PublishRequest;

            /**
             * Encodes the specified PublishRequest message. Does not implicitly {@link tidemark.v1.PublishRequest.verify|verify} messages.
             * @param message PublishRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PublishRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PublishRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PublishRequest & tidemark.v1.PublishRequest.$Shape} PublishRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PublishRequest & tidemark.v1.PublishRequest.$Shape;
        }

        namespace PublishRequest {

            /** Properties of a PublishRequest. */
            interface $Properties {

                /** PublishRequest topic */
                topic?: string | undefined;

                /** PublishRequest records */
                records?: readonly tidemark.v1.Record.$Properties[] | undefined;

                /** PublishRequest batch */
                batch?: (Uint8Array|null) | undefined;

                /** PublishRequest partition */
                partition?: (number|null) | undefined;

                /** PublishRequest acks */
                acks?: tidemark.v1.Acks | undefined;
            }

            /** Shape of a PublishRequest. */
            type $Shape = tidemark.v1.PublishRequest.$Properties;
        }

        /** Represents a Scheduled. */
        class Scheduled {

            /**
             * Constructs a new Scheduled.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Scheduled.$Properties);

            /** Scheduled id. */
            id: string;

            /** Scheduled deliverAt. */
            deliverAt: number;

            /**
             * Creates a new Scheduled instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Scheduled instance
             */
            static create(properties: tidemark.v1.Scheduled.$Shape): tidemark.v1.Scheduled & tidemark.v1.Scheduled.$Shape;
            static create(properties?: tidemark.v1.Scheduled.$Properties): tidemark.v1.Scheduled;

            /**
             * Encodes the specified Scheduled message. Does not implicitly {@link tidemark.v1.Scheduled.verify|verify} messages.
             * @param message Scheduled message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Scheduled.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Scheduled message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Scheduled & tidemark.v1.Scheduled.$Shape} Scheduled
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Scheduled & tidemark.v1.Scheduled.$Shape;
        }

        namespace Scheduled {

            /** Properties of a Scheduled. */
            interface $Properties {

                /** Scheduled id */
                id?: string | undefined;

                /** Scheduled deliverAt */
                deliverAt?: number | undefined;
            }

            /** Shape of a Scheduled. */
            type $Shape = tidemark.v1.Scheduled.$Properties;
        }

        /** Represents a RecordResult. */
        class RecordResult {

            /**
             * Constructs a new RecordResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.RecordResult.$Properties);

            /** RecordResult partition. */
            partition: number;

            /** RecordResult offset. */
            offset: number;

            /** RecordResult duplicate. */
            duplicate: boolean;

            /** RecordResult scheduled. */
            scheduled: (tidemark.v1.Scheduled|null);

            /** RecordResult error. */
            error: (tidemark.v1.Error|null);

            /**
             * Creates a new RecordResult instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RecordResult instance
             */
            static create(properties: tidemark.v1.RecordResult.$Shape): tidemark.v1.RecordResult & tidemark.v1.RecordResult.$Shape;
            static create(properties?: tidemark.v1.RecordResult.$Properties): tidemark.v1.RecordResult;

            /**
             * Encodes the specified RecordResult message. Does not implicitly {@link tidemark.v1.RecordResult.verify|verify} messages.
             * @param message RecordResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.RecordResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RecordResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.RecordResult & tidemark.v1.RecordResult.$Shape} RecordResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.RecordResult & tidemark.v1.RecordResult.$Shape;
        }

        namespace RecordResult {

            /** Properties of a RecordResult. */
            interface $Properties {

                /** RecordResult partition */
                partition?: number | undefined;

                /** RecordResult offset */
                offset?: number | undefined;

                /** RecordResult duplicate */
                duplicate?: boolean | undefined;

                /** RecordResult scheduled */
                scheduled?: (tidemark.v1.Scheduled.$Properties|null) | undefined;

                /** RecordResult error */
                error?: (tidemark.v1.Error.$Properties|null) | undefined;
            }

            /** Shape of a RecordResult. */
            type $Shape = tidemark.v1.RecordResult.$Properties;
        }

        /** Represents a PublishResponse. */
        class PublishResponse {

            /**
             * Constructs a new PublishResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PublishResponse.$Properties);

            /** PublishResponse results. */
            results: tidemark.v1.RecordResult[];

            /**
             * Creates a new PublishResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PublishResponse instance
             */
            static create(properties: tidemark.v1.PublishResponse.$Shape): tidemark.v1.PublishResponse & tidemark.v1.PublishResponse.$Shape;
            static create(properties?: tidemark.v1.PublishResponse.$Properties): tidemark.v1.PublishResponse;

            /**
             * Encodes the specified PublishResponse message. Does not implicitly {@link tidemark.v1.PublishResponse.verify|verify} messages.
             * @param message PublishResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PublishResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PublishResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PublishResponse & tidemark.v1.PublishResponse.$Shape} PublishResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PublishResponse & tidemark.v1.PublishResponse.$Shape;
        }

        namespace PublishResponse {

            /** Properties of a PublishResponse. */
            interface $Properties {

                /** PublishResponse results */
                results?: readonly tidemark.v1.RecordResult.$Properties[] | undefined;
            }

            /** Shape of a PublishResponse. */
            type $Shape = tidemark.v1.PublishResponse.$Properties;
        }

        /** Represents an InitProducerRequest. */
        class InitProducerRequest {

            /**
             * Constructs a new InitProducerRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.InitProducerRequest.$Properties);

            /** InitProducerRequest producerId. */
            producerId: (number|null);

            /** InitProducerRequest producerEpoch. */
            producerEpoch: (number|null);

            /**
             * Creates a new InitProducerRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InitProducerRequest instance
             */
            static create(properties: tidemark.v1.InitProducerRequest.$Shape): tidemark.v1.InitProducerRequest & tidemark.v1.InitProducerRequest.$Shape;
            static create(properties?: tidemark.v1.InitProducerRequest.$Properties): tidemark.v1.InitProducerRequest;

            /**
             * Encodes the specified InitProducerRequest message. Does not implicitly {@link tidemark.v1.InitProducerRequest.verify|verify} messages.
             * @param message InitProducerRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.InitProducerRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InitProducerRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.InitProducerRequest & tidemark.v1.InitProducerRequest.$Shape} InitProducerRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.InitProducerRequest & tidemark.v1.InitProducerRequest.$Shape;
        }

        namespace InitProducerRequest {

            /** Properties of an InitProducerRequest. */
            interface $Properties {

                /** InitProducerRequest producerId */
                producerId?: (number|null) | undefined;

                /** InitProducerRequest producerEpoch */
                producerEpoch?: (number|null) | undefined;
            }

            /** Shape of an InitProducerRequest. */
            type $Shape = tidemark.v1.InitProducerRequest.$Properties;
        }

        /** Represents an InitProducerResponse. */
        class InitProducerResponse {

            /**
             * Constructs a new InitProducerResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.InitProducerResponse.$Properties);

            /** InitProducerResponse producerId. */
            producerId: number;

            /** InitProducerResponse producerEpoch. */
            producerEpoch: number;

            /** InitProducerResponse brokerTimeMs. */
            brokerTimeMs: number;

            /**
             * Creates a new InitProducerResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InitProducerResponse instance
             */
            static create(properties: tidemark.v1.InitProducerResponse.$Shape): tidemark.v1.InitProducerResponse & tidemark.v1.InitProducerResponse.$Shape;
            static create(properties?: tidemark.v1.InitProducerResponse.$Properties): tidemark.v1.InitProducerResponse;

            /**
             * Encodes the specified InitProducerResponse message. Does not implicitly {@link tidemark.v1.InitProducerResponse.verify|verify} messages.
             * @param message InitProducerResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.InitProducerResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InitProducerResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.InitProducerResponse & tidemark.v1.InitProducerResponse.$Shape} InitProducerResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.InitProducerResponse & tidemark.v1.InitProducerResponse.$Shape;
        }

        namespace InitProducerResponse {

            /** Properties of an InitProducerResponse. */
            interface $Properties {

                /** InitProducerResponse producerId */
                producerId?: number | undefined;

                /** InitProducerResponse producerEpoch */
                producerEpoch?: number | undefined;

                /** InitProducerResponse brokerTimeMs */
                brokerTimeMs?: number | undefined;
            }

            /** Shape of an InitProducerResponse. */
            type $Shape = tidemark.v1.InitProducerResponse.$Properties;
        }

        /** Represents a ProduceRequest. */
        class ProduceRequest {

            /**
             * Constructs a new ProduceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ProduceRequest.$Properties);

            /** ProduceRequest open. */
            open: (tidemark.v1.ProduceOpen|null);

            /** ProduceRequest batch. */
            batch: (tidemark.v1.ProduceBatch|null);

            /** ProduceRequest request. */
            request?: ("open"|"batch") | undefined;

            /**
             * Creates a new ProduceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProduceRequest instance
             */
            static create(properties: tidemark.v1.ProduceRequest.$Shape): tidemark.v1.ProduceRequest & tidemark.v1.ProduceRequest.$Shape;
            static create(properties?: tidemark.v1.ProduceRequest.$Properties): tidemark.v1.ProduceRequest;

            /**
             * Encodes the specified ProduceRequest message. Does not implicitly {@link tidemark.v1.ProduceRequest.verify|verify} messages.
             * @param message ProduceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ProduceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProduceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ProduceRequest & tidemark.v1.ProduceRequest.$Shape} ProduceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ProduceRequest & tidemark.v1.ProduceRequest.$Shape;
        }

        namespace ProduceRequest {

            /** Properties of a ProduceRequest. */
            interface $Properties {

                /** ProduceRequest open */
                open?: (tidemark.v1.ProduceOpen.$Properties|null) | undefined;

                /** ProduceRequest batch */
                batch?: (tidemark.v1.ProduceBatch.$Properties|null) | undefined;

                /** ProduceRequest request */
                request?: ("open"|"batch") | undefined;
            }

            /** Narrowed shape of a ProduceRequest. */
            type $Shape = {
              open?: tidemark.v1.ProduceOpen.$Shape|null | undefined;
              batch?: tidemark.v1.ProduceBatch.$Shape|null | undefined;
            } & (
              ({ request?: undefined; open?: null; batch?: null }|{ request?: "open"; open: tidemark.v1.ProduceOpen.$Shape; batch?: null }|{ request?: "batch"; open?: null; batch: tidemark.v1.ProduceBatch.$Shape })
            );
        }

        /** Represents a ProduceOpen. */
        class ProduceOpen {

            /**
             * Constructs a new ProduceOpen.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ProduceOpen.$Properties);

            /** ProduceOpen clientId. */
            clientId: string;

            /** ProduceOpen acks. */
            acks: tidemark.v1.Acks;

            /**
             * Creates a new ProduceOpen instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProduceOpen instance
             */
            static create(properties: tidemark.v1.ProduceOpen.$Shape): tidemark.v1.ProduceOpen & tidemark.v1.ProduceOpen.$Shape;
            static create(properties?: tidemark.v1.ProduceOpen.$Properties): tidemark.v1.ProduceOpen;

            /**
             * Encodes the specified ProduceOpen message. Does not implicitly {@link tidemark.v1.ProduceOpen.verify|verify} messages.
             * @param message ProduceOpen message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ProduceOpen.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProduceOpen message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ProduceOpen & tidemark.v1.ProduceOpen.$Shape} ProduceOpen
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ProduceOpen & tidemark.v1.ProduceOpen.$Shape;
        }

        namespace ProduceOpen {

            /** Properties of a ProduceOpen. */
            interface $Properties {

                /** ProduceOpen clientId */
                clientId?: string | undefined;

                /** ProduceOpen acks */
                acks?: tidemark.v1.Acks | undefined;
            }

            /** Shape of a ProduceOpen. */
            type $Shape = tidemark.v1.ProduceOpen.$Properties;
        }

        /** Represents a ProduceBatch. */
        class ProduceBatch {

            /**
             * Constructs a new ProduceBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ProduceBatch.$Properties);

            /** ProduceBatch id. */
            id: number;

            /** ProduceBatch topic. */
            topic: string;

            /** ProduceBatch partition. */
            partition: number;

            /** ProduceBatch batch. */
            batch: Uint8Array;

            /** ProduceBatch topicId. */
            topicId: string;

            /**
             * Creates a new ProduceBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProduceBatch instance
             */
            static create(properties: tidemark.v1.ProduceBatch.$Shape): tidemark.v1.ProduceBatch & tidemark.v1.ProduceBatch.$Shape;
            static create(properties?: tidemark.v1.ProduceBatch.$Properties): tidemark.v1.ProduceBatch;

            /**
             * Encodes the specified ProduceBatch message. Does not implicitly {@link tidemark.v1.ProduceBatch.verify|verify} messages.
             * @param message ProduceBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ProduceBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProduceBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ProduceBatch & tidemark.v1.ProduceBatch.$Shape} ProduceBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ProduceBatch & tidemark.v1.ProduceBatch.$Shape;
        }

        namespace ProduceBatch {

            /** Properties of a ProduceBatch. */
            interface $Properties {

                /** ProduceBatch id */
                id?: number | undefined;

                /** ProduceBatch topic */
                topic?: string | undefined;

                /** ProduceBatch partition */
                partition?: number | undefined;

                /** ProduceBatch batch */
                batch?: Uint8Array | undefined;

                /** ProduceBatch topicId */
                topicId?: string | undefined;
            }

            /** Shape of a ProduceBatch. */
            type $Shape = tidemark.v1.ProduceBatch.$Properties;
        }

        /** Represents a ProduceResponse. */
        class ProduceResponse {

            /**
             * Constructs a new ProduceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ProduceResponse.$Properties);

            /** ProduceResponse ack. */
            ack: (tidemark.v1.ProduceAck|null);

            /** ProduceResponse credit. */
            credit: (tidemark.v1.ProduceCredit|null);

            /** ProduceResponse response. */
            response?: ("ack"|"credit") | undefined;

            /**
             * Creates a new ProduceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProduceResponse instance
             */
            static create(properties: tidemark.v1.ProduceResponse.$Shape): tidemark.v1.ProduceResponse & tidemark.v1.ProduceResponse.$Shape;
            static create(properties?: tidemark.v1.ProduceResponse.$Properties): tidemark.v1.ProduceResponse;

            /**
             * Encodes the specified ProduceResponse message. Does not implicitly {@link tidemark.v1.ProduceResponse.verify|verify} messages.
             * @param message ProduceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ProduceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProduceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ProduceResponse & tidemark.v1.ProduceResponse.$Shape} ProduceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ProduceResponse & tidemark.v1.ProduceResponse.$Shape;
        }

        namespace ProduceResponse {

            /** Properties of a ProduceResponse. */
            interface $Properties {

                /** ProduceResponse ack */
                ack?: (tidemark.v1.ProduceAck.$Properties|null) | undefined;

                /** ProduceResponse credit */
                credit?: (tidemark.v1.ProduceCredit.$Properties|null) | undefined;

                /** ProduceResponse response */
                response?: ("ack"|"credit") | undefined;
            }

            /** Narrowed shape of a ProduceResponse. */
            type $Shape = {
              ack?: tidemark.v1.ProduceAck.$Shape|null | undefined;
              credit?: tidemark.v1.ProduceCredit.$Shape|null | undefined;
            } & (
              ({ response?: undefined; ack?: null; credit?: null }|{ response?: "ack"; ack: tidemark.v1.ProduceAck.$Shape; credit?: null }|{ response?: "credit"; ack?: null; credit: tidemark.v1.ProduceCredit.$Shape })
            );
        }

        /** Represents a ProduceAck. */
        class ProduceAck {

            /**
             * Constructs a new ProduceAck.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ProduceAck.$Properties);

            /** ProduceAck id. */
            id: number;

            /** ProduceAck baseOffset. */
            baseOffset: number;

            /** ProduceAck duplicate. */
            duplicate: boolean;

            /** ProduceAck error. */
            error: (tidemark.v1.Error|null);

            /** ProduceAck exceptions. */
            exceptions: tidemark.v1.RecordException[];

            /** ProduceAck brokerTimeMs. */
            brokerTimeMs: number;

            /**
             * Creates a new ProduceAck instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProduceAck instance
             */
            static create(properties: tidemark.v1.ProduceAck.$Shape): tidemark.v1.ProduceAck & tidemark.v1.ProduceAck.$Shape;
            static create(properties?: tidemark.v1.ProduceAck.$Properties): tidemark.v1.ProduceAck;

            /**
             * Encodes the specified ProduceAck message. Does not implicitly {@link tidemark.v1.ProduceAck.verify|verify} messages.
             * @param message ProduceAck message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ProduceAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProduceAck message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ProduceAck & tidemark.v1.ProduceAck.$Shape} ProduceAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ProduceAck & tidemark.v1.ProduceAck.$Shape;
        }

        namespace ProduceAck {

            /** Properties of a ProduceAck. */
            interface $Properties {

                /** ProduceAck id */
                id?: number | undefined;

                /** ProduceAck baseOffset */
                baseOffset?: number | undefined;

                /** ProduceAck duplicate */
                duplicate?: boolean | undefined;

                /** ProduceAck error */
                error?: (tidemark.v1.Error.$Properties|null) | undefined;

                /** ProduceAck exceptions */
                exceptions?: readonly tidemark.v1.RecordException.$Properties[] | undefined;

                /** ProduceAck brokerTimeMs */
                brokerTimeMs?: number | undefined;
            }

            /** Shape of a ProduceAck. */
            type $Shape = tidemark.v1.ProduceAck.$Properties;
        }

        /** Represents a RecordException. */
        class RecordException {

            /**
             * Constructs a new RecordException.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.RecordException.$Properties);

            /** RecordException index. */
            index: number;

            /** RecordException duplicateOf. */
            duplicateOf: (number|null);

            /** RecordException error. */
            error: (tidemark.v1.Error|null);

            /**
             * Creates a new RecordException instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RecordException instance
             */
            static create(properties: tidemark.v1.RecordException.$Shape): tidemark.v1.RecordException & tidemark.v1.RecordException.$Shape;
            static create(properties?: tidemark.v1.RecordException.$Properties): tidemark.v1.RecordException;

            /**
             * Encodes the specified RecordException message. Does not implicitly {@link tidemark.v1.RecordException.verify|verify} messages.
             * @param message RecordException message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.RecordException.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RecordException message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.RecordException & tidemark.v1.RecordException.$Shape} RecordException
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.RecordException & tidemark.v1.RecordException.$Shape;
        }

        namespace RecordException {

            /** Properties of a RecordException. */
            interface $Properties {

                /** RecordException index */
                index?: number | undefined;

                /** RecordException duplicateOf */
                duplicateOf?: (number|null) | undefined;

                /** RecordException error */
                error?: (tidemark.v1.Error.$Properties|null) | undefined;
            }

            /** Shape of a RecordException. */
            type $Shape = tidemark.v1.RecordException.$Properties;
        }

        /** Represents a ProduceCredit. */
        class ProduceCredit {

            /**
             * Constructs a new ProduceCredit.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ProduceCredit.$Properties);

            /** ProduceCredit batches. */
            batches: number;

            /** ProduceCredit bytes. */
            bytes: number;

            /**
             * Creates a new ProduceCredit instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ProduceCredit instance
             */
            static create(properties: tidemark.v1.ProduceCredit.$Shape): tidemark.v1.ProduceCredit & tidemark.v1.ProduceCredit.$Shape;
            static create(properties?: tidemark.v1.ProduceCredit.$Properties): tidemark.v1.ProduceCredit;

            /**
             * Encodes the specified ProduceCredit message. Does not implicitly {@link tidemark.v1.ProduceCredit.verify|verify} messages.
             * @param message ProduceCredit message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ProduceCredit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProduceCredit message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ProduceCredit & tidemark.v1.ProduceCredit.$Shape} ProduceCredit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ProduceCredit & tidemark.v1.ProduceCredit.$Shape;
        }

        namespace ProduceCredit {

            /** Properties of a ProduceCredit. */
            interface $Properties {

                /** ProduceCredit batches */
                batches?: number | undefined;

                /** ProduceCredit bytes */
                bytes?: number | undefined;
            }

            /** Shape of a ProduceCredit. */
            type $Shape = tidemark.v1.ProduceCredit.$Properties;
        }

        /** Represents a FetchRequest. */
        class FetchRequest {

            /**
             * Constructs a new FetchRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.FetchRequest.$Properties);

            /** FetchRequest open. */
            open: (tidemark.v1.FetchOpen|null);

            /** FetchRequest assign. */
            assign: (tidemark.v1.FetchAssign|null);

            /** FetchRequest unassign. */
            unassign: (tidemark.v1.FetchUnassign|null);

            /** FetchRequest credit. */
            credit: (tidemark.v1.ConsumeCredit|null);

            /** FetchRequest request. */
            request?: ("open"|"assign"|"unassign"|"credit") | undefined;

            /**
             * Creates a new FetchRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchRequest instance
             */
            static create(properties: tidemark.v1.FetchRequest.$Shape): tidemark.v1.FetchRequest & tidemark.v1.FetchRequest.$Shape;
            static create(properties?: tidemark.v1.FetchRequest.$Properties): tidemark.v1.FetchRequest;

            /**
             * Encodes the specified FetchRequest message. Does not implicitly {@link tidemark.v1.FetchRequest.verify|verify} messages.
             * @param message FetchRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.FetchRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.FetchRequest & tidemark.v1.FetchRequest.$Shape} FetchRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.FetchRequest & tidemark.v1.FetchRequest.$Shape;
        }

        namespace FetchRequest {

            /** Properties of a FetchRequest. */
            interface $Properties {

                /** FetchRequest open */
                open?: (tidemark.v1.FetchOpen.$Properties|null) | undefined;

                /** FetchRequest assign */
                assign?: (tidemark.v1.FetchAssign.$Properties|null) | undefined;

                /** FetchRequest unassign */
                unassign?: (tidemark.v1.FetchUnassign.$Properties|null) | undefined;

                /** FetchRequest credit */
                credit?: (tidemark.v1.ConsumeCredit.$Properties|null) | undefined;

                /** FetchRequest request */
                request?: ("open"|"assign"|"unassign"|"credit") | undefined;
            }

            /** Narrowed shape of a FetchRequest. */
            type $Shape = {
              open?: tidemark.v1.FetchOpen.$Shape|null | undefined;
              assign?: tidemark.v1.FetchAssign.$Shape|null | undefined;
              unassign?: tidemark.v1.FetchUnassign.$Shape|null | undefined;
              credit?: tidemark.v1.ConsumeCredit.$Shape|null | undefined;
            } & (
              ({ request?: undefined; open?: null; assign?: null; unassign?: null; credit?: null }|{ request?: "open"; open: tidemark.v1.FetchOpen.$Shape; assign?: null; unassign?: null; credit?: null }|{ request?: "assign"; open?: null; assign: tidemark.v1.FetchAssign.$Shape; unassign?: null; credit?: null }|{ request?: "unassign"; open?: null; assign?: null; unassign: tidemark.v1.FetchUnassign.$Shape; credit?: null }|{ request?: "credit"; open?: null; assign?: null; unassign?: null; credit: tidemark.v1.ConsumeCredit.$Shape })
            );
        }

        /** Encoding enum. */
        enum Encoding {

            /** ENCODING_BATCH value */
            ENCODING_BATCH = 0,

            /** ENCODING_RECORDS value */
            ENCODING_RECORDS = 1
        }

        /** Represents a FetchOpen. */
        class FetchOpen {

            /**
             * Constructs a new FetchOpen.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.FetchOpen.$Properties);

            /** FetchOpen clientId. */
            clientId: string;

            /** FetchOpen encoding. */
            encoding: tidemark.v1.Encoding;

            /** FetchOpen untilEnd. */
            untilEnd: boolean;

            /** FetchOpen speed. */
            speed: number;

            /**
             * Creates a new FetchOpen instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchOpen instance
             */
            static create(properties: tidemark.v1.FetchOpen.$Shape): tidemark.v1.FetchOpen & tidemark.v1.FetchOpen.$Shape;
            static create(properties?: tidemark.v1.FetchOpen.$Properties): tidemark.v1.FetchOpen;

            /**
             * Encodes the specified FetchOpen message. Does not implicitly {@link tidemark.v1.FetchOpen.verify|verify} messages.
             * @param message FetchOpen message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.FetchOpen.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchOpen message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.FetchOpen & tidemark.v1.FetchOpen.$Shape} FetchOpen
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.FetchOpen & tidemark.v1.FetchOpen.$Shape;
        }

        namespace FetchOpen {

            /** Properties of a FetchOpen. */
            interface $Properties {

                /** FetchOpen clientId */
                clientId?: string | undefined;

                /** FetchOpen encoding */
                encoding?: tidemark.v1.Encoding | undefined;

                /** FetchOpen untilEnd */
                untilEnd?: boolean | undefined;

                /** FetchOpen speed */
                speed?: number | undefined;
            }

            /** Shape of a FetchOpen. */
            type $Shape = tidemark.v1.FetchOpen.$Properties;
        }

        /** Represents a FetchAssign. */
        class FetchAssign {

            /**
             * Constructs a new FetchAssign.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.FetchAssign.$Properties);

            /** FetchAssign partitions. */
            partitions: tidemark.v1.FetchPartition[];

            /**
             * Creates a new FetchAssign instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchAssign instance
             */
            static create(properties: tidemark.v1.FetchAssign.$Shape): tidemark.v1.FetchAssign & tidemark.v1.FetchAssign.$Shape;
            static create(properties?: tidemark.v1.FetchAssign.$Properties): tidemark.v1.FetchAssign;

            /**
             * Encodes the specified FetchAssign message. Does not implicitly {@link tidemark.v1.FetchAssign.verify|verify} messages.
             * @param message FetchAssign message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.FetchAssign.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchAssign message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.FetchAssign & tidemark.v1.FetchAssign.$Shape} FetchAssign
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.FetchAssign & tidemark.v1.FetchAssign.$Shape;
        }

        namespace FetchAssign {

            /** Properties of a FetchAssign. */
            interface $Properties {

                /** FetchAssign partitions */
                partitions?: readonly tidemark.v1.FetchPartition.$Properties[] | undefined;
            }

            /** Shape of a FetchAssign. */
            type $Shape = {
              partitions?: readonly tidemark.v1.FetchPartition.$Shape[] | undefined;
            };
        }

        /** Represents a FetchUnassign. */
        class FetchUnassign {

            /**
             * Constructs a new FetchUnassign.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.FetchUnassign.$Properties);

            /** FetchUnassign partitions. */
            partitions: tidemark.v1.TopicPartition[];

            /**
             * Creates a new FetchUnassign instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchUnassign instance
             */
            static create(properties: tidemark.v1.FetchUnassign.$Shape): tidemark.v1.FetchUnassign & tidemark.v1.FetchUnassign.$Shape;
            static create(properties?: tidemark.v1.FetchUnassign.$Properties): tidemark.v1.FetchUnassign;

            /**
             * Encodes the specified FetchUnassign message. Does not implicitly {@link tidemark.v1.FetchUnassign.verify|verify} messages.
             * @param message FetchUnassign message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.FetchUnassign.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchUnassign message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.FetchUnassign & tidemark.v1.FetchUnassign.$Shape} FetchUnassign
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.FetchUnassign & tidemark.v1.FetchUnassign.$Shape;
        }

        namespace FetchUnassign {

            /** Properties of a FetchUnassign. */
            interface $Properties {

                /** FetchUnassign partitions */
                partitions?: readonly tidemark.v1.TopicPartition.$Properties[] | undefined;
            }

            /** Shape of a FetchUnassign. */
            type $Shape = tidemark.v1.FetchUnassign.$Properties;
        }

        /** Represents a FetchPartition. */
        class FetchPartition {

            /**
             * Constructs a new FetchPartition.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.FetchPartition.$Properties);

            /** FetchPartition topic. */
            topic: string;

            /** FetchPartition partition. */
            partition: number;

            /** FetchPartition position. */
            position: tidemark.v1.Position;

            /** FetchPartition until. */
            until: tidemark.v1.Position;

            /**
             * Creates a new FetchPartition instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchPartition instance
             */
            static create(properties: tidemark.v1.FetchPartition.$Shape): tidemark.v1.FetchPartition & tidemark.v1.FetchPartition.$Shape;
            static create(properties?: tidemark.v1.FetchPartition.$Properties): tidemark.v1.FetchPartition;

            /**
             * Encodes the specified FetchPartition message. Does not implicitly {@link tidemark.v1.FetchPartition.verify|verify} messages.
             * @param message FetchPartition message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.FetchPartition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchPartition message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.FetchPartition & tidemark.v1.FetchPartition.$Shape} FetchPartition
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.FetchPartition & tidemark.v1.FetchPartition.$Shape;
        }

        namespace FetchPartition {

            /** Properties of a FetchPartition. */
            interface $Properties {

                /** FetchPartition topic */
                topic?: string | undefined;

                /** FetchPartition partition */
                partition?: number | undefined;

                /** FetchPartition position */
                position?: tidemark.v1.Position.$Properties | undefined;

                /** FetchPartition until */
                until?: tidemark.v1.Position.$Properties | undefined;
            }

            /** Shape of a FetchPartition. */
            type $Shape = {
              topic?: string | undefined;
              partition?: number | undefined;
              position?: tidemark.v1.Position.$Shape | undefined;
              until?: tidemark.v1.Position.$Shape | undefined;
            };
        }

        /** Represents a ConsumeCredit. */
        class ConsumeCredit {

            /**
             * Constructs a new ConsumeCredit.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ConsumeCredit.$Properties);

            /** ConsumeCredit records. */
            records: number;

            /** ConsumeCredit bytes. */
            bytes: number;

            /**
             * Creates a new ConsumeCredit instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ConsumeCredit instance
             */
            static create(properties: tidemark.v1.ConsumeCredit.$Shape): tidemark.v1.ConsumeCredit & tidemark.v1.ConsumeCredit.$Shape;
            static create(properties?: tidemark.v1.ConsumeCredit.$Properties): tidemark.v1.ConsumeCredit;

            /**
             * Encodes the specified ConsumeCredit message. Does not implicitly {@link tidemark.v1.ConsumeCredit.verify|verify} messages.
             * @param message ConsumeCredit message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ConsumeCredit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ConsumeCredit message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ConsumeCredit & tidemark.v1.ConsumeCredit.$Shape} ConsumeCredit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ConsumeCredit & tidemark.v1.ConsumeCredit.$Shape;
        }

        namespace ConsumeCredit {

            /** Properties of a ConsumeCredit. */
            interface $Properties {

                /** ConsumeCredit records */
                records?: number | undefined;

                /** ConsumeCredit bytes */
                bytes?: number | undefined;
            }

            /** Shape of a ConsumeCredit. */
            type $Shape = tidemark.v1.ConsumeCredit.$Properties;
        }

        /** Represents a FetchResponse. */
        class FetchResponse {

            /**
             * Constructs a new FetchResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.FetchResponse.$Properties);

            /** FetchResponse delivery. */
            delivery: (tidemark.v1.Delivery|null);

            /** FetchResponse error. */
            error: (tidemark.v1.PartitionError|null);

            /** FetchResponse needed. */
            needed: (tidemark.v1.ConsumeCredit|null);

            /** FetchResponse response. */
            response?: ("delivery"|"error"|"needed") | undefined;

            /**
             * Creates a new FetchResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FetchResponse instance
             */
            static create(properties: tidemark.v1.FetchResponse.$Shape): tidemark.v1.FetchResponse & tidemark.v1.FetchResponse.$Shape;
            static create(properties?: tidemark.v1.FetchResponse.$Properties): tidemark.v1.FetchResponse;

            /**
             * Encodes the specified FetchResponse message. Does not implicitly {@link tidemark.v1.FetchResponse.verify|verify} messages.
             * @param message FetchResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.FetchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.FetchResponse & tidemark.v1.FetchResponse.$Shape} FetchResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.FetchResponse & tidemark.v1.FetchResponse.$Shape;
        }

        namespace FetchResponse {

            /** Properties of a FetchResponse. */
            interface $Properties {

                /** FetchResponse delivery */
                delivery?: (tidemark.v1.Delivery.$Properties|null) | undefined;

                /** FetchResponse error */
                error?: (tidemark.v1.PartitionError.$Properties|null) | undefined;

                /** FetchResponse needed */
                needed?: (tidemark.v1.ConsumeCredit.$Properties|null) | undefined;

                /** FetchResponse response */
                response?: ("delivery"|"error"|"needed") | undefined;
            }

            /** Narrowed shape of a FetchResponse. */
            type $Shape = {
              delivery?: tidemark.v1.Delivery.$Shape|null | undefined;
              error?: tidemark.v1.PartitionError.$Shape|null | undefined;
              needed?: tidemark.v1.ConsumeCredit.$Shape|null | undefined;
            } & (
              ({ response?: undefined; delivery?: null; error?: null; needed?: null }|{ response?: "delivery"; delivery: tidemark.v1.Delivery.$Shape; error?: null; needed?: null }|{ response?: "error"; delivery?: null; error: tidemark.v1.PartitionError.$Shape; needed?: null }|{ response?: "needed"; delivery?: null; error?: null; needed: tidemark.v1.ConsumeCredit.$Shape })
            );
        }

        /** Represents a Delivery. */
        class Delivery {

            /**
             * Constructs a new Delivery.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Delivery.$Properties);

            /** Delivery topic. */
            topic: string;

            /** Delivery partition. */
            partition: number;

            /** Delivery batches. */
            batches: Uint8Array[];

            /** Delivery records. */
            records: tidemark.v1.ConsumedRecord[];

            /** Delivery nextOffset. */
            nextOffset: number;

            /** Delivery highWatermark. */
            highWatermark: number;

            /** Delivery logStartOffset. */
            logStartOffset: number;

            /** Delivery recordCount. */
            recordCount: number;

            /** Delivery sizeBytes. */
            sizeBytes: number;

            /**
             * Creates a new Delivery instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Delivery instance
             */
            static create(properties: tidemark.v1.Delivery.$Shape): tidemark.v1.Delivery & tidemark.v1.Delivery.$Shape;
            static create(properties?: tidemark.v1.Delivery.$Properties): tidemark.v1.Delivery;

            /**
             * Encodes the specified Delivery message. Does not implicitly {@link tidemark.v1.Delivery.verify|verify} messages.
             * @param message Delivery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Delivery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Delivery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Delivery & tidemark.v1.Delivery.$Shape} Delivery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Delivery & tidemark.v1.Delivery.$Shape;
        }

        namespace Delivery {

            /** Properties of a Delivery. */
            interface $Properties {

                /** Delivery topic */
                topic?: string | undefined;

                /** Delivery partition */
                partition?: number | undefined;

                /** Delivery batches */
                batches?: readonly Uint8Array[] | undefined;

                /** Delivery records */
                records?: readonly tidemark.v1.ConsumedRecord.$Properties[] | undefined;

                /** Delivery nextOffset */
                nextOffset?: number | undefined;

                /** Delivery highWatermark */
                highWatermark?: number | undefined;

                /** Delivery logStartOffset */
                logStartOffset?: number | undefined;

                /** Delivery recordCount */
                recordCount?: number | undefined;

                /** Delivery sizeBytes */
                sizeBytes?: number | undefined;
            }

            /** Shape of a Delivery. */
            type $Shape = tidemark.v1.Delivery.$Properties;
        }

        /** Represents a ConsumedRecord. */
        class ConsumedRecord {

            /**
             * Constructs a new ConsumedRecord.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ConsumedRecord.$Properties);

            /** ConsumedRecord offset. */
            offset: number;

            /** ConsumedRecord timestamp. */
            timestamp: number;

            /** ConsumedRecord key. */
            key: (Uint8Array|null);

            /** ConsumedRecord value. */
            value: (Uint8Array|null);

            /** ConsumedRecord headers. */
            headers: tidemark.v1.Header[];

            /** ConsumedRecord scheduled. */
            scheduled: (tidemark.v1.ScheduledFrom|null);

            /** ConsumedRecord deliveries. */
            deliveries: number;

            /** ConsumedRecord firstDeliveredAt. */
            firstDeliveredAt: (number|null);

            /**
             * Creates a new ConsumedRecord instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ConsumedRecord instance
             */
            static create(properties: tidemark.v1.ConsumedRecord.$Shape): tidemark.v1.ConsumedRecord & tidemark.v1.ConsumedRecord.$Shape;
            static create(properties?: tidemark.v1.ConsumedRecord.$Properties): tidemark.v1.ConsumedRecord;

            /**
             * Encodes the specified ConsumedRecord message. Does not implicitly {@link tidemark.v1.ConsumedRecord.verify|verify} messages.
             * @param message ConsumedRecord message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ConsumedRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ConsumedRecord message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ConsumedRecord & tidemark.v1.ConsumedRecord.$Shape} ConsumedRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ConsumedRecord & tidemark.v1.ConsumedRecord.$Shape;
        }

        namespace ConsumedRecord {

            /** Properties of a ConsumedRecord. */
            interface $Properties {

                /** ConsumedRecord offset */
                offset?: number | undefined;

                /** ConsumedRecord timestamp */
                timestamp?: number | undefined;

                /** ConsumedRecord key */
                key?: (Uint8Array|null) | undefined;

                /** ConsumedRecord value */
                value?: (Uint8Array|null) | undefined;

                /** ConsumedRecord headers */
                headers?: readonly tidemark.v1.Header.$Properties[] | undefined;

                /** ConsumedRecord scheduled */
                scheduled?: (tidemark.v1.ScheduledFrom.$Properties|null) | undefined;

                /** ConsumedRecord deliveries */
                deliveries?: number | undefined;

                /** ConsumedRecord firstDeliveredAt */
                firstDeliveredAt?: (number|null) | undefined;
            }

            /** Shape of a ConsumedRecord. */
            type $Shape = tidemark.v1.ConsumedRecord.$Properties;
        }

        /** Represents a ScheduledFrom. */
        class ScheduledFrom {

            /**
             * Constructs a new ScheduledFrom.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ScheduledFrom.$Properties);

            /** ScheduledFrom offset. */
            offset: number;

            /** ScheduledFrom deliverAt. */
            deliverAt: number;

            /** ScheduledFrom id. */
            id: (string|null);

            /** ScheduledFrom firing. */
            firing: (number|null);

            /**
             * Creates a new ScheduledFrom instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ScheduledFrom instance
             */
            static create(properties: tidemark.v1.ScheduledFrom.$Shape): tidemark.v1.ScheduledFrom & tidemark.v1.ScheduledFrom.$Shape;
            static create(properties?: tidemark.v1.ScheduledFrom.$Properties): tidemark.v1.ScheduledFrom;

            /**
             * Encodes the specified ScheduledFrom message. Does not implicitly {@link tidemark.v1.ScheduledFrom.verify|verify} messages.
             * @param message ScheduledFrom message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ScheduledFrom.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ScheduledFrom message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ScheduledFrom & tidemark.v1.ScheduledFrom.$Shape} ScheduledFrom
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ScheduledFrom & tidemark.v1.ScheduledFrom.$Shape;
        }

        namespace ScheduledFrom {

            /** Properties of a ScheduledFrom. */
            interface $Properties {

                /** ScheduledFrom offset */
                offset?: number | undefined;

                /** ScheduledFrom deliverAt */
                deliverAt?: number | undefined;

                /** ScheduledFrom id */
                id?: (string|null) | undefined;

                /** ScheduledFrom firing */
                firing?: (number|null) | undefined;
            }

            /** Shape of a ScheduledFrom. */
            type $Shape = tidemark.v1.ScheduledFrom.$Properties;
        }

        /** Represents a PartitionError. */
        class PartitionError {

            /**
             * Constructs a new PartitionError.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PartitionError.$Properties);

            /** PartitionError topic. */
            topic: string;

            /** PartitionError partition. */
            partition: number;

            /** PartitionError error. */
            error: tidemark.v1.Error;

            /**
             * Creates a new PartitionError instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PartitionError instance
             */
            static create(properties: tidemark.v1.PartitionError.$Shape): tidemark.v1.PartitionError & tidemark.v1.PartitionError.$Shape;
            static create(properties?: tidemark.v1.PartitionError.$Properties): tidemark.v1.PartitionError;

            /**
             * Encodes the specified PartitionError message. Does not implicitly {@link tidemark.v1.PartitionError.verify|verify} messages.
             * @param message PartitionError message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PartitionError.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PartitionError message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PartitionError & tidemark.v1.PartitionError.$Shape} PartitionError
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PartitionError & tidemark.v1.PartitionError.$Shape;
        }

        namespace PartitionError {

            /** Properties of a PartitionError. */
            interface $Properties {

                /** PartitionError topic */
                topic?: string | undefined;

                /** PartitionError partition */
                partition?: number | undefined;

                /** PartitionError error */
                error?: tidemark.v1.Error.$Properties | undefined;
            }

            /** Shape of a PartitionError. */
            type $Shape = tidemark.v1.PartitionError.$Properties;
        }

        /** Represents a SubscribeRequest. */
        class SubscribeRequest {

            /**
             * Constructs a new SubscribeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.SubscribeRequest.$Properties);

            /** SubscribeRequest open. */
            open: (tidemark.v1.SubscribeOpen|null);

            /** SubscribeRequest credit. */
            credit: (tidemark.v1.ConsumeCredit|null);

            /** SubscribeRequest commit. */
            commit: (tidemark.v1.CommitOffsets|null);

            /** SubscribeRequest released. */
            released: (tidemark.v1.Released|null);

            /** SubscribeRequest ack. */
            ack: (tidemark.v1.AckRecords|null);

            /** SubscribeRequest nack. */
            nack: (tidemark.v1.NackRecords|null);

            /** SubscribeRequest extend. */
            extend: (tidemark.v1.ExtendLease|null);

            /** SubscribeRequest leave. */
            leave: (tidemark.v1.Leave|null);

            /** SubscribeRequest request. */
            request?: ("open"|"credit"|"commit"|"released"|"ack"|"nack"|"extend"|"leave") | undefined;

            /**
             * Creates a new SubscribeRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SubscribeRequest instance
             */
            static create(properties: tidemark.v1.SubscribeRequest.$Shape): tidemark.v1.SubscribeRequest & tidemark.v1.SubscribeRequest.$Shape;
            static create(properties?: tidemark.v1.SubscribeRequest.$Properties): tidemark.v1.SubscribeRequest;

            /**
             * Encodes the specified SubscribeRequest message. Does not implicitly {@link tidemark.v1.SubscribeRequest.verify|verify} messages.
             * @param message SubscribeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.SubscribeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubscribeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.SubscribeRequest & tidemark.v1.SubscribeRequest.$Shape} SubscribeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.SubscribeRequest & tidemark.v1.SubscribeRequest.$Shape;
        }

        namespace SubscribeRequest {

            /** Properties of a SubscribeRequest. */
            interface $Properties {

                /** SubscribeRequest open */
                open?: (tidemark.v1.SubscribeOpen.$Properties|null) | undefined;

                /** SubscribeRequest credit */
                credit?: (tidemark.v1.ConsumeCredit.$Properties|null) | undefined;

                /** SubscribeRequest commit */
                commit?: (tidemark.v1.CommitOffsets.$Properties|null) | undefined;

                /** SubscribeRequest released */
                released?: (tidemark.v1.Released.$Properties|null) | undefined;

                /** SubscribeRequest ack */
                ack?: (tidemark.v1.AckRecords.$Properties|null) | undefined;

                /** SubscribeRequest nack */
                nack?: (tidemark.v1.NackRecords.$Properties|null) | undefined;

                /** SubscribeRequest extend */
                extend?: (tidemark.v1.ExtendLease.$Properties|null) | undefined;

                /** SubscribeRequest leave */
                leave?: (tidemark.v1.Leave.$Properties|null) | undefined;

                /** SubscribeRequest request */
                request?: ("open"|"credit"|"commit"|"released"|"ack"|"nack"|"extend"|"leave") | undefined;
            }

            /** Narrowed shape of a SubscribeRequest. */
            type $Shape = {
              open?: tidemark.v1.SubscribeOpen.$Shape|null | undefined;
              credit?: tidemark.v1.ConsumeCredit.$Shape|null | undefined;
              commit?: tidemark.v1.CommitOffsets.$Shape|null | undefined;
              released?: tidemark.v1.Released.$Shape|null | undefined;
              ack?: tidemark.v1.AckRecords.$Shape|null | undefined;
              nack?: tidemark.v1.NackRecords.$Shape|null | undefined;
              extend?: tidemark.v1.ExtendLease.$Shape|null | undefined;
              leave?: tidemark.v1.Leave.$Shape|null | undefined;
            } & (
              ({ request?: undefined; open?: null; credit?: null; commit?: null; released?: null; ack?: null; nack?: null; extend?: null; leave?: null }|{ request?: "open"; open: tidemark.v1.SubscribeOpen.$Shape; credit?: null; commit?: null; released?: null; ack?: null; nack?: null; extend?: null; leave?: null }|{ request?: "credit"; open?: null; credit: tidemark.v1.ConsumeCredit.$Shape; commit?: null; released?: null; ack?: null; nack?: null; extend?: null; leave?: null }|{ request?: "commit"; open?: null; credit?: null; commit: tidemark.v1.CommitOffsets.$Shape; released?: null; ack?: null; nack?: null; extend?: null; leave?: null }|{ request?: "released"; open?: null; credit?: null; commit?: null; released: tidemark.v1.Released.$Shape; ack?: null; nack?: null; extend?: null; leave?: null }|{ request?: "ack"; open?: null; credit?: null; commit?: null; released?: null; ack: tidemark.v1.AckRecords.$Shape; nack?: null; extend?: null; leave?: null }|{ request?: "nack"; open?: null; credit?: null; commit?: null; released?: null; ack?: null; nack: tidemark.v1.NackRecords.$Shape; extend?: null; leave?: null }|{ request?: "extend"; open?: null; credit?: null; commit?: null; released?: null; ack?: null; nack?: null; extend: tidemark.v1.ExtendLease.$Shape; leave?: null }|{ request?: "leave"; open?: null; credit?: null; commit?: null; released?: null; ack?: null; nack?: null; extend?: null; leave: tidemark.v1.Leave.$Shape })
            );
        }

        /** GroupMode enum. */
        enum GroupMode {

            /** GROUP_MODE_UNSPECIFIED value */
            GROUP_MODE_UNSPECIFIED = 0,

            /** GROUP_MODE_STREAM value */
            GROUP_MODE_STREAM = 1,

            /** GROUP_MODE_QUEUE value */
            GROUP_MODE_QUEUE = 2
        }

        /** Represents a SubscribeOpen. */
        class SubscribeOpen {

            /**
             * Constructs a new SubscribeOpen.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.SubscribeOpen.$Properties);

            /** SubscribeOpen group. */
            group: string;

            /** SubscribeOpen topics. */
            topics: string[];

            /** SubscribeOpen mode. */
            mode: tidemark.v1.GroupMode;

            /** SubscribeOpen start. */
            start: tidemark.v1.Position;

            /** SubscribeOpen clientId. */
            clientId: string;

            /** SubscribeOpen memberId. */
            memberId: string;

            /** SubscribeOpen sessionTimeoutMs. */
            sessionTimeoutMs: number;

            /** SubscribeOpen encoding. */
            encoding: tidemark.v1.Encoding;

            /** SubscribeOpen until. */
            until: tidemark.v1.Position;

            /** SubscribeOpen speed. */
            speed: number;

            /**
             * Creates a new SubscribeOpen instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SubscribeOpen instance
             */
            static create(properties: tidemark.v1.SubscribeOpen.$Shape): tidemark.v1.SubscribeOpen & tidemark.v1.SubscribeOpen.$Shape;
            static create(properties?: tidemark.v1.SubscribeOpen.$Properties): tidemark.v1.SubscribeOpen;

            /**
             * Encodes the specified SubscribeOpen message. Does not implicitly {@link tidemark.v1.SubscribeOpen.verify|verify} messages.
             * @param message SubscribeOpen message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.SubscribeOpen.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubscribeOpen message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.SubscribeOpen & tidemark.v1.SubscribeOpen.$Shape} SubscribeOpen
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.SubscribeOpen & tidemark.v1.SubscribeOpen.$Shape;
        }

        namespace SubscribeOpen {

            /** Properties of a SubscribeOpen. */
            interface $Properties {

                /** SubscribeOpen group */
                group?: string | undefined;

                /** SubscribeOpen topics */
                topics?: readonly string[] | undefined;

                /** SubscribeOpen mode */
                mode?: tidemark.v1.GroupMode | undefined;

                /** SubscribeOpen start */
                start?: tidemark.v1.Position.$Properties | undefined;

                /** SubscribeOpen clientId */
                clientId?: string | undefined;

                /** SubscribeOpen memberId */
                memberId?: string | undefined;

                /** SubscribeOpen sessionTimeoutMs */
                sessionTimeoutMs?: number | undefined;

                /** SubscribeOpen encoding */
                encoding?: tidemark.v1.Encoding | undefined;

                /** SubscribeOpen until */
                until?: tidemark.v1.Position.$Properties | undefined;

                /** SubscribeOpen speed */
                speed?: number | undefined;
            }

            /** Shape of a SubscribeOpen. */
            type $Shape = {
              group?: string | undefined;
              topics?: readonly string[] | undefined;
              mode?: tidemark.v1.GroupMode | undefined;
              start?: tidemark.v1.Position.$Shape | undefined;
              clientId?: string | undefined;
              memberId?: string | undefined;
              sessionTimeoutMs?: number | undefined;
              encoding?: tidemark.v1.Encoding | undefined;
              until?: tidemark.v1.Position.$Shape | undefined;
              speed?: number | undefined;
            };
        }

        /** Represents a CommitOffsets. */
        class CommitOffsets {

            /**
             * Constructs a new CommitOffsets.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.CommitOffsets.$Properties);

            /** CommitOffsets id. */
            id: number;

            /** CommitOffsets generation. */
            generation: number;

            /** CommitOffsets offsets. */
            offsets: tidemark.v1.PartitionOffset[];

            /**
             * Creates a new CommitOffsets instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CommitOffsets instance
             */
            static create(properties: tidemark.v1.CommitOffsets.$Shape): tidemark.v1.CommitOffsets & tidemark.v1.CommitOffsets.$Shape;
            static create(properties?: tidemark.v1.CommitOffsets.$Properties): tidemark.v1.CommitOffsets;

            /**
             * Encodes the specified CommitOffsets message. Does not implicitly {@link tidemark.v1.CommitOffsets.verify|verify} messages.
             * @param message CommitOffsets message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.CommitOffsets.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CommitOffsets message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.CommitOffsets & tidemark.v1.CommitOffsets.$Shape} CommitOffsets
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.CommitOffsets & tidemark.v1.CommitOffsets.$Shape;
        }

        namespace CommitOffsets {

            /** Properties of a CommitOffsets. */
            interface $Properties {

                /** CommitOffsets id */
                id?: number | undefined;

                /** CommitOffsets generation */
                generation?: number | undefined;

                /** CommitOffsets offsets */
                offsets?: readonly tidemark.v1.PartitionOffset.$Properties[] | undefined;
            }

            /** Shape of a CommitOffsets. */
            type $Shape = tidemark.v1.CommitOffsets.$Properties;
        }

        /** Represents a Released. */
        class Released {

            /**
             * Constructs a new Released.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Released.$Properties);

            /** Released generation. */
            generation: number;

            /** Released partitions. */
            partitions: tidemark.v1.TopicPartition[];

            /**
             * Creates a new Released instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Released instance
             */
            static create(properties: tidemark.v1.Released.$Shape): tidemark.v1.Released & tidemark.v1.Released.$Shape;
            static create(properties?: tidemark.v1.Released.$Properties): tidemark.v1.Released;

            /**
             * Encodes the specified Released message. Does not implicitly {@link tidemark.v1.Released.verify|verify} messages.
             * @param message Released message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Released.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Released message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Released & tidemark.v1.Released.$Shape} Released
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Released & tidemark.v1.Released.$Shape;
        }

        namespace Released {

            /** Properties of a Released. */
            interface $Properties {

                /** Released generation */
                generation?: number | undefined;

                /** Released partitions */
                partitions?: readonly tidemark.v1.TopicPartition.$Properties[] | undefined;
            }

            /** Shape of a Released. */
            type $Shape = tidemark.v1.Released.$Properties;
        }

        /** Represents a Leave. */
        class Leave {

            /**
             * Constructs a new Leave.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Leave.$Properties);

            /**
             * Creates a new Leave instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Leave instance
             */
            static create(properties: tidemark.v1.Leave.$Shape): tidemark.v1.Leave & tidemark.v1.Leave.$Shape;
            static create(properties?: tidemark.v1.Leave.$Properties): tidemark.v1.Leave;

            /**
             * Encodes the specified Leave message. Does not implicitly {@link tidemark.v1.Leave.verify|verify} messages.
             * @param message Leave message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Leave.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Leave message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Leave & tidemark.v1.Leave.$Shape} Leave
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Leave & tidemark.v1.Leave.$Shape;
        }

        namespace Leave {

            /** Properties of a Leave. */
            interface $Properties {
            }

            /** Shape of a Leave. */
            type $Shape = tidemark.v1.Leave.$Properties;
        }

        /** Represents an AckRecords. */
        class AckRecords {

            /**
             * Constructs a new AckRecords.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.AckRecords.$Properties);

            /** AckRecords records. */
            records: tidemark.v1.RecordPlace[];

            /** AckRecords id. */
            id: number;

            /**
             * Creates a new AckRecords instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AckRecords instance
             */
            static create(properties: tidemark.v1.AckRecords.$Shape): tidemark.v1.AckRecords & tidemark.v1.AckRecords.$Shape;
            static create(properties?: tidemark.v1.AckRecords.$Properties): tidemark.v1.AckRecords;

            /**
             * Encodes the specified AckRecords message. Does not implicitly {@link tidemark.v1.AckRecords.verify|verify} messages.
             * @param message AckRecords message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.AckRecords.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AckRecords message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.AckRecords & tidemark.v1.AckRecords.$Shape} AckRecords
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.AckRecords & tidemark.v1.AckRecords.$Shape;
        }

        namespace AckRecords {

            /** Properties of an AckRecords. */
            interface $Properties {

                /** AckRecords records */
                records?: readonly tidemark.v1.RecordPlace.$Properties[] | undefined;

                /** AckRecords id */
                id?: number | undefined;
            }

            /** Shape of an AckRecords. */
            type $Shape = tidemark.v1.AckRecords.$Properties;
        }

        /** Represents a NackRecords. */
        class NackRecords {

            /**
             * Constructs a new NackRecords.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.NackRecords.$Properties);

            /** NackRecords records. */
            records: tidemark.v1.RecordPlace[];

            /** NackRecords delayMs. */
            delayMs: (number|null);

            /** NackRecords reason. */
            reason: string;

            /** NackRecords id. */
            id: number;

            /**
             * Creates a new NackRecords instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NackRecords instance
             */
            static create(properties: tidemark.v1.NackRecords.$Shape): tidemark.v1.NackRecords & tidemark.v1.NackRecords.$Shape;
            static create(properties?: tidemark.v1.NackRecords.$Properties): tidemark.v1.NackRecords;

            /**
             * Encodes the specified NackRecords message. Does not implicitly {@link tidemark.v1.NackRecords.verify|verify} messages.
             * @param message NackRecords message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.NackRecords.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NackRecords message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.NackRecords & tidemark.v1.NackRecords.$Shape} NackRecords
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.NackRecords & tidemark.v1.NackRecords.$Shape;
        }

        namespace NackRecords {

            /** Properties of a NackRecords. */
            interface $Properties {

                /** NackRecords records */
                records?: readonly tidemark.v1.RecordPlace.$Properties[] | undefined;

                /** NackRecords delayMs */
                delayMs?: (number|null) | undefined;

                /** NackRecords reason */
                reason?: string | undefined;

                /** NackRecords id */
                id?: number | undefined;
            }

            /** Shape of a NackRecords. */
            type $Shape = tidemark.v1.NackRecords.$Properties;
        }

        /** Represents an ExtendLease. */
        class ExtendLease {

            /**
             * Constructs a new ExtendLease.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ExtendLease.$Properties);

            /** ExtendLease records. */
            records: tidemark.v1.RecordPlace[];

            /** ExtendLease id. */
            id: number;

            /**
             * Creates a new ExtendLease instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ExtendLease instance
             */
            static create(properties: tidemark.v1.ExtendLease.$Shape): tidemark.v1.ExtendLease & tidemark.v1.ExtendLease.$Shape;
            static create(properties?: tidemark.v1.ExtendLease.$Properties): tidemark.v1.ExtendLease;

            /**
             * Encodes the specified ExtendLease message. Does not implicitly {@link tidemark.v1.ExtendLease.verify|verify} messages.
             * @param message ExtendLease message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ExtendLease.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ExtendLease message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ExtendLease & tidemark.v1.ExtendLease.$Shape} ExtendLease
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ExtendLease & tidemark.v1.ExtendLease.$Shape;
        }

        namespace ExtendLease {

            /** Properties of an ExtendLease. */
            interface $Properties {

                /** ExtendLease records */
                records?: readonly tidemark.v1.RecordPlace.$Properties[] | undefined;

                /** ExtendLease id */
                id?: number | undefined;
            }

            /** Shape of an ExtendLease. */
            type $Shape = tidemark.v1.ExtendLease.$Properties;
        }

        /** Represents a RecordPlace. */
        class RecordPlace {

            /**
             * Constructs a new RecordPlace.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.RecordPlace.$Properties);

            /** RecordPlace topic. */
            topic: string;

            /** RecordPlace partition. */
            partition: number;

            /** RecordPlace offset. */
            offset: number;

            /**
             * Creates a new RecordPlace instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RecordPlace instance
             */
            static create(properties: tidemark.v1.RecordPlace.$Shape): tidemark.v1.RecordPlace & tidemark.v1.RecordPlace.$Shape;
            static create(properties?: tidemark.v1.RecordPlace.$Properties): tidemark.v1.RecordPlace;

            /**
             * Encodes the specified RecordPlace message. Does not implicitly {@link tidemark.v1.RecordPlace.verify|verify} messages.
             * @param message RecordPlace message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.RecordPlace.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RecordPlace message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.RecordPlace & tidemark.v1.RecordPlace.$Shape} RecordPlace
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.RecordPlace & tidemark.v1.RecordPlace.$Shape;
        }

        namespace RecordPlace {

            /** Properties of a RecordPlace. */
            interface $Properties {

                /** RecordPlace topic */
                topic?: string | undefined;

                /** RecordPlace partition */
                partition?: number | undefined;

                /** RecordPlace offset */
                offset?: number | undefined;
            }

            /** Shape of a RecordPlace. */
            type $Shape = tidemark.v1.RecordPlace.$Properties;
        }

        /** Represents a SubscribeResponse. */
        class SubscribeResponse {

            /**
             * Constructs a new SubscribeResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.SubscribeResponse.$Properties);

            /** SubscribeResponse joined. */
            joined: (tidemark.v1.Joined|null);

            /** SubscribeResponse assigned. */
            assigned: (tidemark.v1.Assigned|null);

            /** SubscribeResponse revoked. */
            revoked: (tidemark.v1.Revoked|null);

            /** SubscribeResponse delivery. */
            delivery: (tidemark.v1.Delivery|null);

            /** SubscribeResponse commitResult. */
            commitResult: (tidemark.v1.CommitResult|null);

            /** SubscribeResponse error. */
            error: (tidemark.v1.PartitionError|null);

            /** SubscribeResponse needed. */
            needed: (tidemark.v1.ConsumeCredit|null);

            /** SubscribeResponse leaseLost. */
            leaseLost: (tidemark.v1.LeaseLost|null);

            /** SubscribeResponse ended. */
            ended: (tidemark.v1.Ended|null);

            /** SubscribeResponse response. */
            response?: ("joined"|"assigned"|"revoked"|"delivery"|"commitResult"|"error"|"needed"|"leaseLost"|"ended") | undefined;

            /**
             * Creates a new SubscribeResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SubscribeResponse instance
             */
            static create(properties: tidemark.v1.SubscribeResponse.$Shape): tidemark.v1.SubscribeResponse & tidemark.v1.SubscribeResponse.$Shape;
            static create(properties?: tidemark.v1.SubscribeResponse.$Properties): tidemark.v1.SubscribeResponse;

            /**
             * Encodes the specified SubscribeResponse message. Does not implicitly {@link tidemark.v1.SubscribeResponse.verify|verify} messages.
             * @param message SubscribeResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.SubscribeResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubscribeResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.SubscribeResponse & tidemark.v1.SubscribeResponse.$Shape} SubscribeResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.SubscribeResponse & tidemark.v1.SubscribeResponse.$Shape;
        }

        namespace SubscribeResponse {

            /** Properties of a SubscribeResponse. */
            interface $Properties {

                /** SubscribeResponse joined */
                joined?: (tidemark.v1.Joined.$Properties|null) | undefined;

                /** SubscribeResponse assigned */
                assigned?: (tidemark.v1.Assigned.$Properties|null) | undefined;

                /** SubscribeResponse revoked */
                revoked?: (tidemark.v1.Revoked.$Properties|null) | undefined;

                /** SubscribeResponse delivery */
                delivery?: (tidemark.v1.Delivery.$Properties|null) | undefined;

                /** SubscribeResponse commitResult */
                commitResult?: (tidemark.v1.CommitResult.$Properties|null) | undefined;

                /** SubscribeResponse error */
                error?: (tidemark.v1.PartitionError.$Properties|null) | undefined;

                /** SubscribeResponse needed */
                needed?: (tidemark.v1.ConsumeCredit.$Properties|null) | undefined;

                /** SubscribeResponse leaseLost */
                leaseLost?: (tidemark.v1.LeaseLost.$Properties|null) | undefined;

                /** SubscribeResponse ended */
                ended?: (tidemark.v1.Ended.$Properties|null) | undefined;

                /** SubscribeResponse response */
                response?: ("joined"|"assigned"|"revoked"|"delivery"|"commitResult"|"error"|"needed"|"leaseLost"|"ended") | undefined;
            }

            /** Narrowed shape of a SubscribeResponse. */
            type $Shape = {
              joined?: tidemark.v1.Joined.$Shape|null | undefined;
              assigned?: tidemark.v1.Assigned.$Shape|null | undefined;
              revoked?: tidemark.v1.Revoked.$Shape|null | undefined;
              delivery?: tidemark.v1.Delivery.$Shape|null | undefined;
              commitResult?: tidemark.v1.CommitResult.$Shape|null | undefined;
              error?: tidemark.v1.PartitionError.$Shape|null | undefined;
              needed?: tidemark.v1.ConsumeCredit.$Shape|null | undefined;
              leaseLost?: tidemark.v1.LeaseLost.$Shape|null | undefined;
              ended?: tidemark.v1.Ended.$Shape|null | undefined;
            } & (
              ({ response?: undefined; joined?: null; assigned?: null; revoked?: null; delivery?: null; commitResult?: null; error?: null; needed?: null; leaseLost?: null; ended?: null }|{ response?: "joined"; joined: tidemark.v1.Joined.$Shape; assigned?: null; revoked?: null; delivery?: null; commitResult?: null; error?: null; needed?: null; leaseLost?: null; ended?: null }|{ response?: "assigned"; joined?: null; assigned: tidemark.v1.Assigned.$Shape; revoked?: null; delivery?: null; commitResult?: null; error?: null; needed?: null; leaseLost?: null; ended?: null }|{ response?: "revoked"; joined?: null; assigned?: null; revoked: tidemark.v1.Revoked.$Shape; delivery?: null; commitResult?: null; error?: null; needed?: null; leaseLost?: null; ended?: null }|{ response?: "delivery"; joined?: null; assigned?: null; revoked?: null; delivery: tidemark.v1.Delivery.$Shape; commitResult?: null; error?: null; needed?: null; leaseLost?: null; ended?: null }|{ response?: "commitResult"; joined?: null; assigned?: null; revoked?: null; delivery?: null; commitResult: tidemark.v1.CommitResult.$Shape; error?: null; needed?: null; leaseLost?: null; ended?: null }|{ response?: "error"; joined?: null; assigned?: null; revoked?: null; delivery?: null; commitResult?: null; error: tidemark.v1.PartitionError.$Shape; needed?: null; leaseLost?: null; ended?: null }|{ response?: "needed"; joined?: null; assigned?: null; revoked?: null; delivery?: null; commitResult?: null; error?: null; needed: tidemark.v1.ConsumeCredit.$Shape; leaseLost?: null; ended?: null }|{ response?: "leaseLost"; joined?: null; assigned?: null; revoked?: null; delivery?: null; commitResult?: null; error?: null; needed?: null; leaseLost: tidemark.v1.LeaseLost.$Shape; ended?: null }|{ response?: "ended"; joined?: null; assigned?: null; revoked?: null; delivery?: null; commitResult?: null; error?: null; needed?: null; leaseLost?: null; ended: tidemark.v1.Ended.$Shape })
            );
        }

        /** Represents an Ended. */
        class Ended {

            /**
             * Constructs a new Ended.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Ended.$Properties);

            /**
             * Creates a new Ended instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Ended instance
             */
            static create(properties: tidemark.v1.Ended.$Shape): tidemark.v1.Ended & tidemark.v1.Ended.$Shape;
            static create(properties?: tidemark.v1.Ended.$Properties): tidemark.v1.Ended;

            /**
             * Encodes the specified Ended message. Does not implicitly {@link tidemark.v1.Ended.verify|verify} messages.
             * @param message Ended message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Ended.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Ended message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Ended & tidemark.v1.Ended.$Shape} Ended
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Ended & tidemark.v1.Ended.$Shape;
        }

        namespace Ended {

            /** Properties of an Ended. */
            interface $Properties {
            }

            /** Shape of an Ended. */
            type $Shape = tidemark.v1.Ended.$Properties;
        }

        /** Represents a Joined. */
        class Joined {

            /**
             * Constructs a new Joined.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Joined.$Properties);

            /** Joined memberId. */
            memberId: string;

            /** Joined generation. */
            generation: number;

            /** Joined sessionTimeoutMs. */
            sessionTimeoutMs: number;

            /** Joined ackTimeoutMs. */
            ackTimeoutMs: number;

            /**
             * Creates a new Joined instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Joined instance
             */
            static create(properties: tidemark.v1.Joined.$Shape): tidemark.v1.Joined & tidemark.v1.Joined.$Shape;
            static create(properties?: tidemark.v1.Joined.$Properties): tidemark.v1.Joined;

            /**
             * Encodes the specified Joined message. Does not implicitly {@link tidemark.v1.Joined.verify|verify} messages.
             * @param message Joined message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Joined.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Joined message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Joined & tidemark.v1.Joined.$Shape} Joined
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Joined & tidemark.v1.Joined.$Shape;
        }

        namespace Joined {

            /** Properties of a Joined. */
            interface $Properties {

                /** Joined memberId */
                memberId?: string | undefined;

                /** Joined generation */
                generation?: number | undefined;

                /** Joined sessionTimeoutMs */
                sessionTimeoutMs?: number | undefined;

                /** Joined ackTimeoutMs */
                ackTimeoutMs?: number | undefined;
            }

            /** Shape of a Joined. */
            type $Shape = tidemark.v1.Joined.$Properties;
        }

        /** Represents an Assigned. */
        class Assigned {

            /**
             * Constructs a new Assigned.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Assigned.$Properties);

            /** Assigned generation. */
            generation: number;

            /** Assigned added. */
            added: tidemark.v1.PartitionOffset[];

            /**
             * Creates a new Assigned instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Assigned instance
             */
            static create(properties: tidemark.v1.Assigned.$Shape): tidemark.v1.Assigned & tidemark.v1.Assigned.$Shape;
            static create(properties?: tidemark.v1.Assigned.$Properties): tidemark.v1.Assigned;

            /**
             * Encodes the specified Assigned message. Does not implicitly {@link tidemark.v1.Assigned.verify|verify} messages.
             * @param message Assigned message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Assigned.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Assigned message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Assigned & tidemark.v1.Assigned.$Shape} Assigned
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Assigned & tidemark.v1.Assigned.$Shape;
        }

        namespace Assigned {

            /** Properties of an Assigned. */
            interface $Properties {

                /** Assigned generation */
                generation?: number | undefined;

                /** Assigned added */
                added?: readonly tidemark.v1.PartitionOffset.$Properties[] | undefined;
            }

            /** Shape of an Assigned. */
            type $Shape = tidemark.v1.Assigned.$Properties;
        }

        /** Represents a Revoked. */
        class Revoked {

            /**
             * Constructs a new Revoked.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Revoked.$Properties);

            /** Revoked generation. */
            generation: number;

            /** Revoked partitions. */
            partitions: tidemark.v1.TopicPartition[];

            /**
             * Creates a new Revoked instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Revoked instance
             */
            static create(properties: tidemark.v1.Revoked.$Shape): tidemark.v1.Revoked & tidemark.v1.Revoked.$Shape;
            static create(properties?: tidemark.v1.Revoked.$Properties): tidemark.v1.Revoked;

            /**
             * Encodes the specified Revoked message. Does not implicitly {@link tidemark.v1.Revoked.verify|verify} messages.
             * @param message Revoked message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Revoked.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Revoked message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Revoked & tidemark.v1.Revoked.$Shape} Revoked
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Revoked & tidemark.v1.Revoked.$Shape;
        }

        namespace Revoked {

            /** Properties of a Revoked. */
            interface $Properties {

                /** Revoked generation */
                generation?: number | undefined;

                /** Revoked partitions */
                partitions?: readonly tidemark.v1.TopicPartition.$Properties[] | undefined;
            }

            /** Shape of a Revoked. */
            type $Shape = tidemark.v1.Revoked.$Properties;
        }

        /** Represents a CommitResult. */
        class CommitResult {

            /**
             * Constructs a new CommitResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.CommitResult.$Properties);

            /** CommitResult id. */
            id: number;

            /** CommitResult error. */
            error: (tidemark.v1.Error|null);

            /**
             * Creates a new CommitResult instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CommitResult instance
             */
            static create(properties: tidemark.v1.CommitResult.$Shape): tidemark.v1.CommitResult & tidemark.v1.CommitResult.$Shape;
            static create(properties?: tidemark.v1.CommitResult.$Properties): tidemark.v1.CommitResult;

            /**
             * Encodes the specified CommitResult message. Does not implicitly {@link tidemark.v1.CommitResult.verify|verify} messages.
             * @param message CommitResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.CommitResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CommitResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.CommitResult & tidemark.v1.CommitResult.$Shape} CommitResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.CommitResult & tidemark.v1.CommitResult.$Shape;
        }

        namespace CommitResult {

            /** Properties of a CommitResult. */
            interface $Properties {

                /** CommitResult id */
                id?: number | undefined;

                /** CommitResult error */
                error?: (tidemark.v1.Error.$Properties|null) | undefined;
            }

            /** Shape of a CommitResult. */
            type $Shape = tidemark.v1.CommitResult.$Properties;
        }

        /** Represents a LeaseLost. */
        class LeaseLost {

            /**
             * Constructs a new LeaseLost.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.LeaseLost.$Properties);

            /** LeaseLost records. */
            records: tidemark.v1.RecordPlace[];

            /**
             * Creates a new LeaseLost instance using the specified properties.
             * @param [properties] Properties to set
             * @returns LeaseLost instance
             */
            static create(properties: tidemark.v1.LeaseLost.$Shape): tidemark.v1.LeaseLost & tidemark.v1.LeaseLost.$Shape;
            static create(properties?: tidemark.v1.LeaseLost.$Properties): tidemark.v1.LeaseLost;

            /**
             * Encodes the specified LeaseLost message. Does not implicitly {@link tidemark.v1.LeaseLost.verify|verify} messages.
             * @param message LeaseLost message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.LeaseLost.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LeaseLost message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.LeaseLost & tidemark.v1.LeaseLost.$Shape} LeaseLost
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.LeaseLost & tidemark.v1.LeaseLost.$Shape;
        }

        namespace LeaseLost {

            /** Properties of a LeaseLost. */
            interface $Properties {

                /** LeaseLost records */
                records?: readonly tidemark.v1.RecordPlace.$Properties[] | undefined;
            }

            /** Shape of a LeaseLost. */
            type $Shape = tidemark.v1.LeaseLost.$Properties;
        }

        /** Represents a ListSchedulesRequest. */
        class ListSchedulesRequest {

            /**
             * Constructs a new ListSchedulesRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ListSchedulesRequest.$Properties);

            /** ListSchedulesRequest topic. */
            topic: string;

            /** ListSchedulesRequest after. */
            after: (number|null);

            /** ListSchedulesRequest before. */
            before: (number|null);

            /** ListSchedulesRequest prefix. */
            prefix: string;

            /** ListSchedulesRequest partition. */
            partition: (number|null);

            /** ListSchedulesRequest limit. */
            limit: number;

            /** ListSchedulesRequest cursor. */
            cursor: string;

            /**
             * Creates a new ListSchedulesRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListSchedulesRequest instance
             */
            static create(properties: tidemark.v1.ListSchedulesRequest.$Shape): tidemark.v1.ListSchedulesRequest & tidemark.v1.ListSchedulesRequest.$Shape;
            static create(properties?: tidemark.v1.ListSchedulesRequest.$Properties): tidemark.v1.ListSchedulesRequest;

            /**
             * Encodes the specified ListSchedulesRequest message. Does not implicitly {@link tidemark.v1.ListSchedulesRequest.verify|verify} messages.
             * @param message ListSchedulesRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ListSchedulesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListSchedulesRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ListSchedulesRequest & tidemark.v1.ListSchedulesRequest.$Shape} ListSchedulesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ListSchedulesRequest & tidemark.v1.ListSchedulesRequest.$Shape;
        }

        namespace ListSchedulesRequest {

            /** Properties of a ListSchedulesRequest. */
            interface $Properties {

                /** ListSchedulesRequest topic */
                topic?: string | undefined;

                /** ListSchedulesRequest after */
                after?: (number|null) | undefined;

                /** ListSchedulesRequest before */
                before?: (number|null) | undefined;

                /** ListSchedulesRequest prefix */
                prefix?: string | undefined;

                /** ListSchedulesRequest partition */
                partition?: (number|null) | undefined;

                /** ListSchedulesRequest limit */
                limit?: number | undefined;

                /** ListSchedulesRequest cursor */
                cursor?: string | undefined;
            }

            /** Shape of a ListSchedulesRequest. */
            type $Shape = tidemark.v1.ListSchedulesRequest.$Properties;
        }

        /** Represents a ListSchedulesResponse. */
        class ListSchedulesResponse {

            /**
             * Constructs a new ListSchedulesResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ListSchedulesResponse.$Properties);

            /** ListSchedulesResponse schedules. */
            schedules: tidemark.v1.PendingRecord[];

            /** ListSchedulesResponse cursor. */
            cursor: string;

            /**
             * Creates a new ListSchedulesResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListSchedulesResponse instance
             */
            static create(properties: tidemark.v1.ListSchedulesResponse.$Shape): tidemark.v1.ListSchedulesResponse & tidemark.v1.ListSchedulesResponse.$Shape;
            static create(properties?: tidemark.v1.ListSchedulesResponse.$Properties): tidemark.v1.ListSchedulesResponse;

            /**
             * Encodes the specified ListSchedulesResponse message. Does not implicitly {@link tidemark.v1.ListSchedulesResponse.verify|verify} messages.
             * @param message ListSchedulesResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ListSchedulesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListSchedulesResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ListSchedulesResponse & tidemark.v1.ListSchedulesResponse.$Shape} ListSchedulesResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ListSchedulesResponse & tidemark.v1.ListSchedulesResponse.$Shape;
        }

        namespace ListSchedulesResponse {

            /** Properties of a ListSchedulesResponse. */
            interface $Properties {

                /** ListSchedulesResponse schedules */
                schedules?: readonly tidemark.v1.PendingRecord.$Properties[] | undefined;

                /** ListSchedulesResponse cursor */
                cursor?: string | undefined;
            }

            /** Shape of a ListSchedulesResponse. */
            type $Shape = tidemark.v1.ListSchedulesResponse.$Properties;
        }

        /** Represents a PendingRecord. */
        class PendingRecord {

            /**
             * Constructs a new PendingRecord.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PendingRecord.$Properties);

            /** PendingRecord id. */
            id: string;

            /** PendingRecord partition. */
            partition: number;

            /** PendingRecord offset. */
            offset: number;

            /** PendingRecord deliverAt. */
            deliverAt: (number|null);

            /** PendingRecord key. */
            key: (Uint8Array|null);

            /** PendingRecord headers. */
            headers: tidemark.v1.Header[];

            /** PendingRecord recurring. */
            recurring: boolean;

            /** PendingRecord recurrence. */
            recurrence: (tidemark.v1.Recurrence|null);

            /**
             * Creates a new PendingRecord instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PendingRecord instance
             */
            static create(properties: tidemark.v1.PendingRecord.$Shape): tidemark.v1.PendingRecord & tidemark.v1.PendingRecord.$Shape;
            static create(properties?: tidemark.v1.PendingRecord.$Properties): tidemark.v1.PendingRecord;

            /**
             * Encodes the specified PendingRecord message. Does not implicitly {@link tidemark.v1.PendingRecord.verify|verify} messages.
             * @param message PendingRecord message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PendingRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PendingRecord message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PendingRecord & tidemark.v1.PendingRecord.$Shape} PendingRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PendingRecord & tidemark.v1.PendingRecord.$Shape;
        }

        namespace PendingRecord {

            /** Properties of a PendingRecord. */
            interface $Properties {

                /** PendingRecord id */
                id?: string | undefined;

                /** PendingRecord partition */
                partition?: number | undefined;

                /** PendingRecord offset */
                offset?: number | undefined;

                /** PendingRecord deliverAt */
                deliverAt?: (number|null) | undefined;

                /** PendingRecord key */
                key?: (Uint8Array|null) | undefined;

                /** PendingRecord headers */
                headers?: readonly tidemark.v1.Header.$Properties[] | undefined;

                /** PendingRecord recurring */
                recurring?: boolean | undefined;

                /** PendingRecord recurrence */
                recurrence?: (tidemark.v1.Recurrence.$Properties|null) | undefined;
            }

            /** Shape of a PendingRecord. */
            type $Shape = tidemark.v1.PendingRecord.$Properties;
        }

        /** Misfire enum. */
        enum Misfire {

            /** MISFIRE_FIRE_ONCE value */
            MISFIRE_FIRE_ONCE = 0,

            /** MISFIRE_SKIP value */
            MISFIRE_SKIP = 1,

            /** MISFIRE_FIRE_ALL value */
            MISFIRE_FIRE_ALL = 2
        }

        /** Represents a Recurrence. */
        class Recurrence {

            /**
             * Constructs a new Recurrence.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Recurrence.$Properties);

            /** Recurrence cron. */
            cron: (string|null);

            /** Recurrence everyMs. */
            everyMs: (number|null);

            /** Recurrence timeZone. */
            timeZone: (string|null);

            /** Recurrence start. */
            start: (number|null);

            /** Recurrence end. */
            end: (number|null);

            /** Recurrence maxCount. */
            maxCount: (number|null);

            /** Recurrence misfire. */
            misfire: tidemark.v1.Misfire;

            /** Recurrence paused. */
            paused: (boolean|null);

            /** Recurrence firings. */
            firings: number;

            /** Recurrence nextDue. */
            nextDue: (number|null);

            /**
             * Creates a new Recurrence instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Recurrence instance
             */
            static create(properties: tidemark.v1.Recurrence.$Shape): tidemark.v1.Recurrence & tidemark.v1.Recurrence.$Shape;
            static create(properties?: tidemark.v1.Recurrence.$Properties): tidemark.v1.Recurrence;

            /**
             * Encodes the specified Recurrence message. Does not implicitly {@link tidemark.v1.Recurrence.verify|verify} messages.
             * @param message Recurrence message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Recurrence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Recurrence message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Recurrence & tidemark.v1.Recurrence.$Shape} Recurrence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Recurrence & tidemark.v1.Recurrence.$Shape;
        }

        namespace Recurrence {

            /** Properties of a Recurrence. */
            interface $Properties {

                /** Recurrence cron */
                cron?: (string|null) | undefined;

                /** Recurrence everyMs */
                everyMs?: (number|null) | undefined;

                /** Recurrence timeZone */
                timeZone?: (string|null) | undefined;

                /** Recurrence start */
                start?: (number|null) | undefined;

                /** Recurrence end */
                end?: (number|null) | undefined;

                /** Recurrence maxCount */
                maxCount?: (number|null) | undefined;

                /** Recurrence misfire */
                misfire?: tidemark.v1.Misfire | undefined;

                /** Recurrence paused */
                paused?: (boolean|null) | undefined;

                /** Recurrence firings */
                firings?: number | undefined;

                /** Recurrence nextDue */
                nextDue?: (number|null) | undefined;
            }

            /** Shape of a Recurrence. */
            type $Shape = tidemark.v1.Recurrence.$Properties;
        }

        /** Represents a PutScheduleRequest. */
        class PutScheduleRequest {

            /**
             * Constructs a new PutScheduleRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PutScheduleRequest.$Properties);

            /** PutScheduleRequest topic. */
            topic: string;

            /** PutScheduleRequest id. */
            id: string;

            /** PutScheduleRequest partition. */
            partition: (number|null);

            /** PutScheduleRequest recurrence. */
            recurrence: tidemark.v1.Recurrence;

            /** PutScheduleRequest record. */
            record: tidemark.v1.Record;

            /**
             * Creates a new PutScheduleRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PutScheduleRequest instance
             */
            static create(properties: tidemark.v1.PutScheduleRequest.$Shape): tidemark.v1.PutScheduleRequest & tidemark.v1.PutScheduleRequest.$Shape;
            static create(properties?: tidemark.v1.PutScheduleRequest.$Properties): tidemark.v1.PutScheduleRequest;

            /**
             * Encodes the specified PutScheduleRequest message. Does not implicitly {@link tidemark.v1.PutScheduleRequest.verify|verify} messages.
             * @param message PutScheduleRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PutScheduleRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PutScheduleRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PutScheduleRequest & tidemark.v1.PutScheduleRequest.$Shape} PutScheduleRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PutScheduleRequest & tidemark.v1.PutScheduleRequest.$Shape;
        }

        namespace PutScheduleRequest {

            /** Properties of a PutScheduleRequest. */
            interface $Properties {

                /** PutScheduleRequest topic */
                topic?: string | undefined;

                /** PutScheduleRequest id */
                id?: string | undefined;

                /** PutScheduleRequest partition */
                partition?: (number|null) | undefined;

                /** PutScheduleRequest recurrence */
                recurrence?: tidemark.v1.Recurrence.$Properties | undefined;

                /** PutScheduleRequest record */
                record?: tidemark.v1.Record.$Properties | undefined;
            }

            /** Shape of a PutScheduleRequest. */
            type $Shape = tidemark.v1.PutScheduleRequest.$Properties;
        }

        /** Represents a PutScheduleResponse. */
        class PutScheduleResponse {

            /**
             * Constructs a new PutScheduleResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PutScheduleResponse.$Properties);

            /** PutScheduleResponse schedule. */
            schedule: tidemark.v1.PendingRecord;

            /** PutScheduleResponse created. */
            created: boolean;

            /**
             * Creates a new PutScheduleResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PutScheduleResponse instance
             */
            static create(properties: tidemark.v1.PutScheduleResponse.$Shape): tidemark.v1.PutScheduleResponse & tidemark.v1.PutScheduleResponse.$Shape;
            static create(properties?: tidemark.v1.PutScheduleResponse.$Properties): tidemark.v1.PutScheduleResponse;

            /**
             * Encodes the specified PutScheduleResponse message. Does not implicitly {@link tidemark.v1.PutScheduleResponse.verify|verify} messages.
             * @param message PutScheduleResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PutScheduleResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PutScheduleResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PutScheduleResponse & tidemark.v1.PutScheduleResponse.$Shape} PutScheduleResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PutScheduleResponse & tidemark.v1.PutScheduleResponse.$Shape;
        }

        namespace PutScheduleResponse {

            /** Properties of a PutScheduleResponse. */
            interface $Properties {

                /** PutScheduleResponse schedule */
                schedule?: tidemark.v1.PendingRecord.$Properties | undefined;

                /** PutScheduleResponse created */
                created?: boolean | undefined;
            }

            /** Shape of a PutScheduleResponse. */
            type $Shape = tidemark.v1.PutScheduleResponse.$Properties;
        }

        /** Represents a PauseScheduleRequest. */
        class PauseScheduleRequest {

            /**
             * Constructs a new PauseScheduleRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PauseScheduleRequest.$Properties);

            /** PauseScheduleRequest topic. */
            topic: string;

            /** PauseScheduleRequest id. */
            id: string;

            /** PauseScheduleRequest partition. */
            partition: (number|null);

            /**
             * Creates a new PauseScheduleRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PauseScheduleRequest instance
             */
            static create(properties: tidemark.v1.PauseScheduleRequest.$Shape): tidemark.v1.PauseScheduleRequest & tidemark.v1.PauseScheduleRequest.$Shape;
            static create(properties?: tidemark.v1.PauseScheduleRequest.$Properties): tidemark.v1.PauseScheduleRequest;

            /**
             * Encodes the specified PauseScheduleRequest message. Does not implicitly {@link tidemark.v1.PauseScheduleRequest.verify|verify} messages.
             * @param message PauseScheduleRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PauseScheduleRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PauseScheduleRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PauseScheduleRequest & tidemark.v1.PauseScheduleRequest.$Shape} PauseScheduleRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PauseScheduleRequest & tidemark.v1.PauseScheduleRequest.$Shape;
        }

        namespace PauseScheduleRequest {

            /** Properties of a PauseScheduleRequest. */
            interface $Properties {

                /** PauseScheduleRequest topic */
                topic?: string | undefined;

                /** PauseScheduleRequest id */
                id?: string | undefined;

                /** PauseScheduleRequest partition */
                partition?: (number|null) | undefined;
            }

            /** Shape of a PauseScheduleRequest. */
            type $Shape = tidemark.v1.PauseScheduleRequest.$Properties;
        }

        /** Represents a ResumeScheduleRequest. */
        class ResumeScheduleRequest {

            /**
             * Constructs a new ResumeScheduleRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ResumeScheduleRequest.$Properties);

            /** ResumeScheduleRequest topic. */
            topic: string;

            /** ResumeScheduleRequest id. */
            id: string;

            /** ResumeScheduleRequest partition. */
            partition: (number|null);

            /**
             * Creates a new ResumeScheduleRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ResumeScheduleRequest instance
             */
            static create(properties: tidemark.v1.ResumeScheduleRequest.$Shape): tidemark.v1.ResumeScheduleRequest & tidemark.v1.ResumeScheduleRequest.$Shape;
            static create(properties?: tidemark.v1.ResumeScheduleRequest.$Properties): tidemark.v1.ResumeScheduleRequest;

            /**
             * Encodes the specified ResumeScheduleRequest message. Does not implicitly {@link tidemark.v1.ResumeScheduleRequest.verify|verify} messages.
             * @param message ResumeScheduleRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ResumeScheduleRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResumeScheduleRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ResumeScheduleRequest & tidemark.v1.ResumeScheduleRequest.$Shape} ResumeScheduleRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ResumeScheduleRequest & tidemark.v1.ResumeScheduleRequest.$Shape;
        }

        namespace ResumeScheduleRequest {

            /** Properties of a ResumeScheduleRequest. */
            interface $Properties {

                /** ResumeScheduleRequest topic */
                topic?: string | undefined;

                /** ResumeScheduleRequest id */
                id?: string | undefined;

                /** ResumeScheduleRequest partition */
                partition?: (number|null) | undefined;
            }

            /** Shape of a ResumeScheduleRequest. */
            type $Shape = tidemark.v1.ResumeScheduleRequest.$Properties;
        }

        /** Represents a GetScheduleRequest. */
        class GetScheduleRequest {

            /**
             * Constructs a new GetScheduleRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.GetScheduleRequest.$Properties);

            /** GetScheduleRequest topic. */
            topic: string;

            /** GetScheduleRequest id. */
            id: string;

            /** GetScheduleRequest partition. */
            partition: (number|null);

            /**
             * Creates a new GetScheduleRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetScheduleRequest instance
             */
            static create(properties: tidemark.v1.GetScheduleRequest.$Shape): tidemark.v1.GetScheduleRequest & tidemark.v1.GetScheduleRequest.$Shape;
            static create(properties?: tidemark.v1.GetScheduleRequest.$Properties): tidemark.v1.GetScheduleRequest;

            /**
             * Encodes the specified GetScheduleRequest message. Does not implicitly {@link tidemark.v1.GetScheduleRequest.verify|verify} messages.
             * @param message GetScheduleRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.GetScheduleRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetScheduleRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.GetScheduleRequest & tidemark.v1.GetScheduleRequest.$Shape} GetScheduleRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.GetScheduleRequest & tidemark.v1.GetScheduleRequest.$Shape;
        }

        namespace GetScheduleRequest {

            /** Properties of a GetScheduleRequest. */
            interface $Properties {

                /** GetScheduleRequest topic */
                topic?: string | undefined;

                /** GetScheduleRequest id */
                id?: string | undefined;

                /** GetScheduleRequest partition */
                partition?: (number|null) | undefined;
            }

            /** Shape of a GetScheduleRequest. */
            type $Shape = tidemark.v1.GetScheduleRequest.$Properties;
        }

        /** Represents a RescheduleRequest. */
        class RescheduleRequest {

            /**
             * Constructs a new RescheduleRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.RescheduleRequest.$Properties);

            /** RescheduleRequest topic. */
            topic: string;

            /** RescheduleRequest id. */
            id: string;

            /** RescheduleRequest partition. */
            partition: (number|null);

            /** RescheduleRequest deliverAt. */
            deliverAt: (number|null);

            /** RescheduleRequest delayMs. */
            delayMs: (number|null);

            /**
             * Creates a new RescheduleRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RescheduleRequest instance
             */
            static create(properties: tidemark.v1.RescheduleRequest.$Shape): tidemark.v1.RescheduleRequest & tidemark.v1.RescheduleRequest.$Shape;
            static create(properties?: tidemark.v1.RescheduleRequest.$Properties): tidemark.v1.RescheduleRequest;

            /**
             * Encodes the specified RescheduleRequest message. Does not implicitly {@link tidemark.v1.RescheduleRequest.verify|verify} messages.
             * @param message RescheduleRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.RescheduleRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RescheduleRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.RescheduleRequest & tidemark.v1.RescheduleRequest.$Shape} RescheduleRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.RescheduleRequest & tidemark.v1.RescheduleRequest.$Shape;
        }

        namespace RescheduleRequest {

            /** Properties of a RescheduleRequest. */
            interface $Properties {

                /** RescheduleRequest topic */
                topic?: string | undefined;

                /** RescheduleRequest id */
                id?: string | undefined;

                /** RescheduleRequest partition */
                partition?: (number|null) | undefined;

                /** RescheduleRequest deliverAt */
                deliverAt?: (number|null) | undefined;

                /** RescheduleRequest delayMs */
                delayMs?: (number|null) | undefined;
            }

            /** Shape of a RescheduleRequest. */
            type $Shape = tidemark.v1.RescheduleRequest.$Properties;
        }

        /** Represents a CancelScheduleRequest. */
        class CancelScheduleRequest {

            /**
             * Constructs a new CancelScheduleRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.CancelScheduleRequest.$Properties);

            /** CancelScheduleRequest topic. */
            topic: string;

            /** CancelScheduleRequest id. */
            id: string;

            /** CancelScheduleRequest partition. */
            partition: (number|null);

            /**
             * Creates a new CancelScheduleRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CancelScheduleRequest instance
             */
            static create(properties: tidemark.v1.CancelScheduleRequest.$Shape): tidemark.v1.CancelScheduleRequest & tidemark.v1.CancelScheduleRequest.$Shape;
            static create(properties?: tidemark.v1.CancelScheduleRequest.$Properties): tidemark.v1.CancelScheduleRequest;

            /**
             * Encodes the specified CancelScheduleRequest message. Does not implicitly {@link tidemark.v1.CancelScheduleRequest.verify|verify} messages.
             * @param message CancelScheduleRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.CancelScheduleRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CancelScheduleRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.CancelScheduleRequest & tidemark.v1.CancelScheduleRequest.$Shape} CancelScheduleRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.CancelScheduleRequest & tidemark.v1.CancelScheduleRequest.$Shape;
        }

        namespace CancelScheduleRequest {

            /** Properties of a CancelScheduleRequest. */
            interface $Properties {

                /** CancelScheduleRequest topic */
                topic?: string | undefined;

                /** CancelScheduleRequest id */
                id?: string | undefined;

                /** CancelScheduleRequest partition */
                partition?: (number|null) | undefined;
            }

            /** Shape of a CancelScheduleRequest. */
            type $Shape = tidemark.v1.CancelScheduleRequest.$Properties;
        }

        /** Represents a CancelSchedulesRequest. */
        class CancelSchedulesRequest {

            /**
             * Constructs a new CancelSchedulesRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.CancelSchedulesRequest.$Properties);

            /** CancelSchedulesRequest topic. */
            topic: string;

            /** CancelSchedulesRequest after. */
            after: (number|null);

            /** CancelSchedulesRequest before. */
            before: (number|null);

            /** CancelSchedulesRequest prefix. */
            prefix: (string|null);

            /** CancelSchedulesRequest partition. */
            partition: (number|null);

            /**
             * Creates a new CancelSchedulesRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CancelSchedulesRequest instance
             */
            static create(properties: tidemark.v1.CancelSchedulesRequest.$Shape): tidemark.v1.CancelSchedulesRequest & tidemark.v1.CancelSchedulesRequest.$Shape;
            static create(properties?: tidemark.v1.CancelSchedulesRequest.$Properties): tidemark.v1.CancelSchedulesRequest;

            /**
             * Encodes the specified CancelSchedulesRequest message. Does not implicitly {@link tidemark.v1.CancelSchedulesRequest.verify|verify} messages.
             * @param message CancelSchedulesRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.CancelSchedulesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CancelSchedulesRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.CancelSchedulesRequest & tidemark.v1.CancelSchedulesRequest.$Shape} CancelSchedulesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.CancelSchedulesRequest & tidemark.v1.CancelSchedulesRequest.$Shape;
        }

        namespace CancelSchedulesRequest {

            /** Properties of a CancelSchedulesRequest. */
            interface $Properties {

                /** CancelSchedulesRequest topic */
                topic?: string | undefined;

                /** CancelSchedulesRequest after */
                after?: (number|null) | undefined;

                /** CancelSchedulesRequest before */
                before?: (number|null) | undefined;

                /** CancelSchedulesRequest prefix */
                prefix?: (string|null) | undefined;

                /** CancelSchedulesRequest partition */
                partition?: (number|null) | undefined;
            }

            /** Shape of a CancelSchedulesRequest. */
            type $Shape = tidemark.v1.CancelSchedulesRequest.$Properties;
        }

        /** Represents a CancelSchedulesResponse. */
        class CancelSchedulesResponse {

            /**
             * Constructs a new CancelSchedulesResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.CancelSchedulesResponse.$Properties);

            /** CancelSchedulesResponse cancelled. */
            cancelled: number;

            /**
             * Creates a new CancelSchedulesResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CancelSchedulesResponse instance
             */
            static create(properties: tidemark.v1.CancelSchedulesResponse.$Shape): tidemark.v1.CancelSchedulesResponse & tidemark.v1.CancelSchedulesResponse.$Shape;
            static create(properties?: tidemark.v1.CancelSchedulesResponse.$Properties): tidemark.v1.CancelSchedulesResponse;

            /**
             * Encodes the specified CancelSchedulesResponse message. Does not implicitly {@link tidemark.v1.CancelSchedulesResponse.verify|verify} messages.
             * @param message CancelSchedulesResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.CancelSchedulesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CancelSchedulesResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.CancelSchedulesResponse & tidemark.v1.CancelSchedulesResponse.$Shape} CancelSchedulesResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.CancelSchedulesResponse & tidemark.v1.CancelSchedulesResponse.$Shape;
        }

        namespace CancelSchedulesResponse {

            /** Properties of a CancelSchedulesResponse. */
            interface $Properties {

                /** CancelSchedulesResponse cancelled */
                cancelled?: number | undefined;
            }

            /** Shape of a CancelSchedulesResponse. */
            type $Shape = tidemark.v1.CancelSchedulesResponse.$Properties;
        }

        /** Represents a CreateTopicRequest. */
        class CreateTopicRequest {

            /**
             * Constructs a new CreateTopicRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.CreateTopicRequest.$Properties);

            /** CreateTopicRequest name. */
            name: string;

            /** CreateTopicRequest partitions. */
            partitions: number;

            /** CreateTopicRequest replicationFactor. */
            replicationFactor: number;

            /** CreateTopicRequest config. */
            config: { [k: string]: string };

            /**
             * Creates a new CreateTopicRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CreateTopicRequest instance
             */
            static create(properties: tidemark.v1.CreateTopicRequest.$Shape): tidemark.v1.CreateTopicRequest & tidemark.v1.CreateTopicRequest.$Shape;
            static create(properties?: tidemark.v1.CreateTopicRequest.$Properties): tidemark.v1.CreateTopicRequest;

            /**
             * Encodes the specified CreateTopicRequest message. Does not implicitly {@link tidemark.v1.CreateTopicRequest.verify|verify} messages.
             * @param message CreateTopicRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.CreateTopicRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreateTopicRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.CreateTopicRequest & tidemark.v1.CreateTopicRequest.$Shape} CreateTopicRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.CreateTopicRequest & tidemark.v1.CreateTopicRequest.$Shape;
        }

        namespace CreateTopicRequest {

            /** Properties of a CreateTopicRequest. */
            interface $Properties {

                /** CreateTopicRequest name */
                name?: string | undefined;

                /** CreateTopicRequest partitions */
                partitions?: number | undefined;

                /** CreateTopicRequest replicationFactor */
                replicationFactor?: number | undefined;

                /** CreateTopicRequest config */
                config?: { [k: string]: string } | undefined;
            }

            /** Shape of a CreateTopicRequest. */
            type $Shape = tidemark.v1.CreateTopicRequest.$Properties;
        }

        /** Represents a ListTopicsRequest. */
        class ListTopicsRequest {

            /**
             * Constructs a new ListTopicsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ListTopicsRequest.$Properties);

            /** ListTopicsRequest internal. */
            internal: boolean;

            /**
             * Creates a new ListTopicsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTopicsRequest instance
             */
            static create(properties: tidemark.v1.ListTopicsRequest.$Shape): tidemark.v1.ListTopicsRequest & tidemark.v1.ListTopicsRequest.$Shape;
            static create(properties?: tidemark.v1.ListTopicsRequest.$Properties): tidemark.v1.ListTopicsRequest;

            /**
             * Encodes the specified ListTopicsRequest message. Does not implicitly {@link tidemark.v1.ListTopicsRequest.verify|verify} messages.
             * @param message ListTopicsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ListTopicsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTopicsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ListTopicsRequest & tidemark.v1.ListTopicsRequest.$Shape} ListTopicsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ListTopicsRequest & tidemark.v1.ListTopicsRequest.$Shape;
        }

        namespace ListTopicsRequest {

            /** Properties of a ListTopicsRequest. */
            interface $Properties {

                /** ListTopicsRequest internal */
                internal?: boolean | undefined;
            }

            /** Shape of a ListTopicsRequest. */
            type $Shape = tidemark.v1.ListTopicsRequest.$Properties;
        }

        /** Represents a ListTopicsResponse. */
        class ListTopicsResponse {

            /**
             * Constructs a new ListTopicsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ListTopicsResponse.$Properties);

            /** ListTopicsResponse topics. */
            topics: tidemark.v1.Topic[];

            /**
             * Creates a new ListTopicsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTopicsResponse instance
             */
            static create(properties: tidemark.v1.ListTopicsResponse.$Shape): tidemark.v1.ListTopicsResponse & tidemark.v1.ListTopicsResponse.$Shape;
            static create(properties?: tidemark.v1.ListTopicsResponse.$Properties): tidemark.v1.ListTopicsResponse;

            /**
             * Encodes the specified ListTopicsResponse message. Does not implicitly {@link tidemark.v1.ListTopicsResponse.verify|verify} messages.
             * @param message ListTopicsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ListTopicsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTopicsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ListTopicsResponse & tidemark.v1.ListTopicsResponse.$Shape} ListTopicsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ListTopicsResponse & tidemark.v1.ListTopicsResponse.$Shape;
        }

        namespace ListTopicsResponse {

            /** Properties of a ListTopicsResponse. */
            interface $Properties {

                /** ListTopicsResponse topics */
                topics?: readonly tidemark.v1.Topic.$Properties[] | undefined;
            }

            /** Shape of a ListTopicsResponse. */
            type $Shape = tidemark.v1.ListTopicsResponse.$Properties;
        }

        /** Represents a DescribeTopicRequest. */
        class DescribeTopicRequest {

            /**
             * Constructs a new DescribeTopicRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DescribeTopicRequest.$Properties);

            /** DescribeTopicRequest name. */
            name: string;

            /** DescribeTopicRequest leadersOnly. */
            leadersOnly: boolean;

            /**
             * Creates a new DescribeTopicRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DescribeTopicRequest instance
             */
            static create(properties: tidemark.v1.DescribeTopicRequest.$Shape): tidemark.v1.DescribeTopicRequest & tidemark.v1.DescribeTopicRequest.$Shape;
            static create(properties?: tidemark.v1.DescribeTopicRequest.$Properties): tidemark.v1.DescribeTopicRequest;

            /**
             * Encodes the specified DescribeTopicRequest message. Does not implicitly {@link tidemark.v1.DescribeTopicRequest.verify|verify} messages.
             * @param message DescribeTopicRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DescribeTopicRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DescribeTopicRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DescribeTopicRequest & tidemark.v1.DescribeTopicRequest.$Shape} DescribeTopicRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DescribeTopicRequest & tidemark.v1.DescribeTopicRequest.$Shape;
        }

        namespace DescribeTopicRequest {

            /** Properties of a DescribeTopicRequest. */
            interface $Properties {

                /** DescribeTopicRequest name */
                name?: string | undefined;

                /** DescribeTopicRequest leadersOnly */
                leadersOnly?: boolean | undefined;
            }

            /** Shape of a DescribeTopicRequest. */
            type $Shape = tidemark.v1.DescribeTopicRequest.$Properties;
        }

        /** Represents an AlterTopicRequest. */
        class AlterTopicRequest {

            /**
             * Constructs a new AlterTopicRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.AlterTopicRequest.$Properties);

            /** AlterTopicRequest name. */
            name: string;

            /** AlterTopicRequest partitions. */
            partitions: number;

            /** AlterTopicRequest config. */
            config: { [k: string]: string };

            /**
             * Creates a new AlterTopicRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AlterTopicRequest instance
             */
            static create(properties: tidemark.v1.AlterTopicRequest.$Shape): tidemark.v1.AlterTopicRequest & tidemark.v1.AlterTopicRequest.$Shape;
            static create(properties?: tidemark.v1.AlterTopicRequest.$Properties): tidemark.v1.AlterTopicRequest;

            /**
             * Encodes the specified AlterTopicRequest message. Does not implicitly {@link tidemark.v1.AlterTopicRequest.verify|verify} messages.
             * @param message AlterTopicRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.AlterTopicRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AlterTopicRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.AlterTopicRequest & tidemark.v1.AlterTopicRequest.$Shape} AlterTopicRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.AlterTopicRequest & tidemark.v1.AlterTopicRequest.$Shape;
        }

        namespace AlterTopicRequest {

            /** Properties of an AlterTopicRequest. */
            interface $Properties {

                /** AlterTopicRequest name */
                name?: string | undefined;

                /** AlterTopicRequest partitions */
                partitions?: number | undefined;

                /** AlterTopicRequest config */
                config?: { [k: string]: string } | undefined;
            }

            /** Shape of an AlterTopicRequest. */
            type $Shape = tidemark.v1.AlterTopicRequest.$Properties;
        }

        /** Represents a DeleteTopicRequest. */
        class DeleteTopicRequest {

            /**
             * Constructs a new DeleteTopicRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DeleteTopicRequest.$Properties);

            /** DeleteTopicRequest name. */
            name: string;

            /**
             * Creates a new DeleteTopicRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteTopicRequest instance
             */
            static create(properties: tidemark.v1.DeleteTopicRequest.$Shape): tidemark.v1.DeleteTopicRequest & tidemark.v1.DeleteTopicRequest.$Shape;
            static create(properties?: tidemark.v1.DeleteTopicRequest.$Properties): tidemark.v1.DeleteTopicRequest;

            /**
             * Encodes the specified DeleteTopicRequest message. Does not implicitly {@link tidemark.v1.DeleteTopicRequest.verify|verify} messages.
             * @param message DeleteTopicRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DeleteTopicRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteTopicRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DeleteTopicRequest & tidemark.v1.DeleteTopicRequest.$Shape} DeleteTopicRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DeleteTopicRequest & tidemark.v1.DeleteTopicRequest.$Shape;
        }

        namespace DeleteTopicRequest {

            /** Properties of a DeleteTopicRequest. */
            interface $Properties {

                /** DeleteTopicRequest name */
                name?: string | undefined;
            }

            /** Shape of a DeleteTopicRequest. */
            type $Shape = tidemark.v1.DeleteTopicRequest.$Properties;
        }

        /** Represents a DeleteTopicResponse. */
        class DeleteTopicResponse {

            /**
             * Constructs a new DeleteTopicResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DeleteTopicResponse.$Properties);

            /**
             * Creates a new DeleteTopicResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteTopicResponse instance
             */
            static create(properties: tidemark.v1.DeleteTopicResponse.$Shape): tidemark.v1.DeleteTopicResponse & tidemark.v1.DeleteTopicResponse.$Shape;
            static create(properties?: tidemark.v1.DeleteTopicResponse.$Properties): tidemark.v1.DeleteTopicResponse;

            /**
             * Encodes the specified DeleteTopicResponse message. Does not implicitly {@link tidemark.v1.DeleteTopicResponse.verify|verify} messages.
             * @param message DeleteTopicResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DeleteTopicResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteTopicResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DeleteTopicResponse & tidemark.v1.DeleteTopicResponse.$Shape} DeleteTopicResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DeleteTopicResponse & tidemark.v1.DeleteTopicResponse.$Shape;
        }

        namespace DeleteTopicResponse {

            /** Properties of a DeleteTopicResponse. */
            interface $Properties {
            }

            /** Shape of a DeleteTopicResponse. */
            type $Shape = tidemark.v1.DeleteTopicResponse.$Properties;
        }

        /** Represents a DeleteRecordsRequest. */
        class DeleteRecordsRequest {

            /**
             * Constructs a new DeleteRecordsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DeleteRecordsRequest.$Properties);

            /** DeleteRecordsRequest topic. */
            topic: string;

            /** DeleteRecordsRequest partition. */
            partition: number;

            /** DeleteRecordsRequest before. */
            before: number;

            /**
             * Creates a new DeleteRecordsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteRecordsRequest instance
             */
            static create(properties: tidemark.v1.DeleteRecordsRequest.$Shape): tidemark.v1.DeleteRecordsRequest & tidemark.v1.DeleteRecordsRequest.$Shape;
            static create(properties?: tidemark.v1.DeleteRecordsRequest.$Properties): tidemark.v1.DeleteRecordsRequest;

            /**
             * Encodes the specified DeleteRecordsRequest message. Does not implicitly {@link tidemark.v1.DeleteRecordsRequest.verify|verify} messages.
             * @param message DeleteRecordsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DeleteRecordsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteRecordsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DeleteRecordsRequest & tidemark.v1.DeleteRecordsRequest.$Shape} DeleteRecordsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DeleteRecordsRequest & tidemark.v1.DeleteRecordsRequest.$Shape;
        }

        namespace DeleteRecordsRequest {

            /** Properties of a DeleteRecordsRequest. */
            interface $Properties {

                /** DeleteRecordsRequest topic */
                topic?: string | undefined;

                /** DeleteRecordsRequest partition */
                partition?: number | undefined;

                /** DeleteRecordsRequest before */
                before?: number | undefined;
            }

            /** Shape of a DeleteRecordsRequest. */
            type $Shape = tidemark.v1.DeleteRecordsRequest.$Properties;
        }

        /** Represents a DeleteRecordsResponse. */
        class DeleteRecordsResponse {

            /**
             * Constructs a new DeleteRecordsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.DeleteRecordsResponse.$Properties);

            /** DeleteRecordsResponse logStartOffset. */
            logStartOffset: number;

            /**
             * Creates a new DeleteRecordsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteRecordsResponse instance
             */
            static create(properties: tidemark.v1.DeleteRecordsResponse.$Shape): tidemark.v1.DeleteRecordsResponse & tidemark.v1.DeleteRecordsResponse.$Shape;
            static create(properties?: tidemark.v1.DeleteRecordsResponse.$Properties): tidemark.v1.DeleteRecordsResponse;

            /**
             * Encodes the specified DeleteRecordsResponse message. Does not implicitly {@link tidemark.v1.DeleteRecordsResponse.verify|verify} messages.
             * @param message DeleteRecordsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.DeleteRecordsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteRecordsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.DeleteRecordsResponse & tidemark.v1.DeleteRecordsResponse.$Shape} DeleteRecordsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.DeleteRecordsResponse & tidemark.v1.DeleteRecordsResponse.$Shape;
        }

        namespace DeleteRecordsResponse {

            /** Properties of a DeleteRecordsResponse. */
            interface $Properties {

                /** DeleteRecordsResponse logStartOffset */
                logStartOffset?: number | undefined;
            }

            /** Shape of a DeleteRecordsResponse. */
            type $Shape = tidemark.v1.DeleteRecordsResponse.$Properties;
        }

        /** Represents a Topic. */
        class Topic {

            /**
             * Constructs a new Topic.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.Topic.$Properties);

            /** Topic name. */
            name: string;

            /** Topic id. */
            id: string;

            /** Topic config. */
            config: { [k: string]: string };

            /** Topic pending. */
            pending: number;

            /** Topic nextDue. */
            nextDue: (number|null);

            /** Topic partitions. */
            partitions: tidemark.v1.PartitionInfo[];

            /** Topic internal. */
            internal: boolean;

            /** Topic overdue. */
            overdue: number;

            /**
             * Creates a new Topic instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Topic instance
             */
            static create(properties: tidemark.v1.Topic.$Shape): tidemark.v1.Topic & tidemark.v1.Topic.$Shape;
            static create(properties?: tidemark.v1.Topic.$Properties): tidemark.v1.Topic;

            /**
             * Encodes the specified Topic message. Does not implicitly {@link tidemark.v1.Topic.verify|verify} messages.
             * @param message Topic message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.Topic.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Topic message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.Topic & tidemark.v1.Topic.$Shape} Topic
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.Topic & tidemark.v1.Topic.$Shape;
        }

        namespace Topic {

            /** Properties of a Topic. */
            interface $Properties {

                /** Topic name */
                name?: string | undefined;

                /** Topic id */
                id?: string | undefined;

                /** Topic config */
                config?: { [k: string]: string } | undefined;

                /** Topic pending */
                pending?: number | undefined;

                /** Topic nextDue */
                nextDue?: (number|null) | undefined;

                /** Topic partitions */
                partitions?: readonly tidemark.v1.PartitionInfo.$Properties[] | undefined;

                /** Topic internal */
                internal?: boolean | undefined;

                /** Topic overdue */
                overdue?: number | undefined;
            }

            /** Shape of a Topic. */
            type $Shape = tidemark.v1.Topic.$Properties;
        }

        /** Represents a PartitionInfo. */
        class PartitionInfo {

            /**
             * Constructs a new PartitionInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.PartitionInfo.$Properties);

            /** PartitionInfo partition. */
            partition: number;

            /** PartitionInfo leader. */
            leader: number;

            /** PartitionInfo leaderEpoch. */
            leaderEpoch: number;

            /** PartitionInfo replicas. */
            replicas: number[];

            /** PartitionInfo isr. */
            isr: number[];

            /** PartitionInfo logStartOffset. */
            logStartOffset: number;

            /** PartitionInfo highWatermark. */
            highWatermark: number;

            /** PartitionInfo pending. */
            pending: number;

            /** PartitionInfo error. */
            error: (tidemark.v1.Error|null);

            /** PartitionInfo scheduleStartOffset. */
            scheduleStartOffset: number;

            /** PartitionInfo sizeBytes. */
            sizeBytes: number;

            /** PartitionInfo pinnedBytes. */
            pinnedBytes: number;

            /** PartitionInfo nextDue. */
            nextDue: (number|null);

            /** PartitionInfo overdue. */
            overdue: number;

            /** PartitionInfo replicaLag. */
            replicaLag: tidemark.v1.FollowerLag[];

            /**
             * Creates a new PartitionInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PartitionInfo instance
             */
            static create(properties: tidemark.v1.PartitionInfo.$Shape): tidemark.v1.PartitionInfo & tidemark.v1.PartitionInfo.$Shape;
            static create(properties?: tidemark.v1.PartitionInfo.$Properties): tidemark.v1.PartitionInfo;

            /**
             * Encodes the specified PartitionInfo message. Does not implicitly {@link tidemark.v1.PartitionInfo.verify|verify} messages.
             * @param message PartitionInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.PartitionInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PartitionInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.PartitionInfo & tidemark.v1.PartitionInfo.$Shape} PartitionInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.PartitionInfo & tidemark.v1.PartitionInfo.$Shape;
        }

        namespace PartitionInfo {

            /** Properties of a PartitionInfo. */
            interface $Properties {

                /** PartitionInfo partition */
                partition?: number | undefined;

                /** PartitionInfo leader */
                leader?: number | undefined;

                /** PartitionInfo leaderEpoch */
                leaderEpoch?: number | undefined;

                /** PartitionInfo replicas */
                replicas?: readonly number[] | undefined;

                /** PartitionInfo isr */
                isr?: readonly number[] | undefined;

                /** PartitionInfo logStartOffset */
                logStartOffset?: number | undefined;

                /** PartitionInfo highWatermark */
                highWatermark?: number | undefined;

                /** PartitionInfo pending */
                pending?: number | undefined;

                /** PartitionInfo error */
                error?: (tidemark.v1.Error.$Properties|null) | undefined;

                /** PartitionInfo scheduleStartOffset */
                scheduleStartOffset?: number | undefined;

                /** PartitionInfo sizeBytes */
                sizeBytes?: number | undefined;

                /** PartitionInfo pinnedBytes */
                pinnedBytes?: number | undefined;

                /** PartitionInfo nextDue */
                nextDue?: (number|null) | undefined;

                /** PartitionInfo overdue */
                overdue?: number | undefined;

                /** PartitionInfo replicaLag */
                replicaLag?: readonly tidemark.v1.FollowerLag.$Properties[] | undefined;
            }

            /** Shape of a PartitionInfo. */
            type $Shape = tidemark.v1.PartitionInfo.$Properties;
        }

        /** Represents a FollowerLag. */
        class FollowerLag {

            /**
             * Constructs a new FollowerLag.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.FollowerLag.$Properties);

            /** FollowerLag broker. */
            broker: number;

            /** FollowerLag lagOffsets. */
            lagOffsets: number;

            /** FollowerLag lagMs. */
            lagMs: number;

            /**
             * Creates a new FollowerLag instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FollowerLag instance
             */
            static create(properties: tidemark.v1.FollowerLag.$Shape): tidemark.v1.FollowerLag & tidemark.v1.FollowerLag.$Shape;
            static create(properties?: tidemark.v1.FollowerLag.$Properties): tidemark.v1.FollowerLag;

            /**
             * Encodes the specified FollowerLag message. Does not implicitly {@link tidemark.v1.FollowerLag.verify|verify} messages.
             * @param message FollowerLag message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.FollowerLag.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FollowerLag message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.FollowerLag & tidemark.v1.FollowerLag.$Shape} FollowerLag
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.FollowerLag & tidemark.v1.FollowerLag.$Shape;
        }

        namespace FollowerLag {

            /** Properties of a FollowerLag. */
            interface $Properties {

                /** FollowerLag broker */
                broker?: number | undefined;

                /** FollowerLag lagOffsets */
                lagOffsets?: number | undefined;

                /** FollowerLag lagMs */
                lagMs?: number | undefined;
            }

            /** Shape of a FollowerLag. */
            type $Shape = tidemark.v1.FollowerLag.$Properties;
        }

        /** Represents a ReplayDeadLettersRequest. */
        class ReplayDeadLettersRequest {

            /**
             * Constructs a new ReplayDeadLettersRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ReplayDeadLettersRequest.$Properties);

            /** ReplayDeadLettersRequest topic. */
            topic: string;

            /** ReplayDeadLettersRequest partition. */
            partition: (number|null);

            /** ReplayDeadLettersRequest from. */
            from: tidemark.v1.Position;

            /** ReplayDeadLettersRequest until. */
            until: tidemark.v1.Position;

            /** ReplayDeadLettersRequest limit. */
            limit: number;

            /** ReplayDeadLettersRequest to. */
            to: string;

            /** ReplayDeadLettersRequest cursor. */
            cursor: string;

            /**
             * Creates a new ReplayDeadLettersRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReplayDeadLettersRequest instance
             */
            static create(properties: tidemark.v1.ReplayDeadLettersRequest.$Shape): tidemark.v1.ReplayDeadLettersRequest & tidemark.v1.ReplayDeadLettersRequest.$Shape;
            static create(properties?: tidemark.v1.ReplayDeadLettersRequest.$Properties): tidemark.v1.ReplayDeadLettersRequest;

            /**
             * Encodes the specified ReplayDeadLettersRequest message. Does not implicitly {@link tidemark.v1.ReplayDeadLettersRequest.verify|verify} messages.
             * @param message ReplayDeadLettersRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ReplayDeadLettersRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReplayDeadLettersRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ReplayDeadLettersRequest & tidemark.v1.ReplayDeadLettersRequest.$Shape} ReplayDeadLettersRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ReplayDeadLettersRequest & tidemark.v1.ReplayDeadLettersRequest.$Shape;
        }

        namespace ReplayDeadLettersRequest {

            /** Properties of a ReplayDeadLettersRequest. */
            interface $Properties {

                /** ReplayDeadLettersRequest topic */
                topic?: string | undefined;

                /** ReplayDeadLettersRequest partition */
                partition?: (number|null) | undefined;

                /** ReplayDeadLettersRequest from */
                from?: tidemark.v1.Position.$Properties | undefined;

                /** ReplayDeadLettersRequest until */
                until?: tidemark.v1.Position.$Properties | undefined;

                /** ReplayDeadLettersRequest limit */
                limit?: number | undefined;

                /** ReplayDeadLettersRequest to */
                to?: string | undefined;

                /** ReplayDeadLettersRequest cursor */
                cursor?: string | undefined;
            }

            /** Shape of a ReplayDeadLettersRequest. */
            type $Shape = {
              topic?: string | undefined;
              partition?: number|null | undefined;
              from?: tidemark.v1.Position.$Shape | undefined;
              until?: tidemark.v1.Position.$Shape | undefined;
              limit?: number | undefined;
              to?: string | undefined;
              cursor?: string | undefined;
            };
        }

        /** Represents a ReplayDeadLettersResponse. */
        class ReplayDeadLettersResponse {

            /**
             * Constructs a new ReplayDeadLettersResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ReplayDeadLettersResponse.$Properties);

            /** ReplayDeadLettersResponse replayed. */
            replayed: number;

            /** ReplayDeadLettersResponse duplicates. */
            duplicates: number;

            /** ReplayDeadLettersResponse refused. */
            refused: number;

            /** ReplayDeadLettersResponse refusals. */
            refusals: tidemark.v1.ReplayRefusal[];

            /** ReplayDeadLettersResponse cursor. */
            cursor: string;

            /**
             * Creates a new ReplayDeadLettersResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReplayDeadLettersResponse instance
             */
            static create(properties: tidemark.v1.ReplayDeadLettersResponse.$Shape): tidemark.v1.ReplayDeadLettersResponse & tidemark.v1.ReplayDeadLettersResponse.$Shape;
            static create(properties?: tidemark.v1.ReplayDeadLettersResponse.$Properties): tidemark.v1.ReplayDeadLettersResponse;

            /**
             * Encodes the specified ReplayDeadLettersResponse message. Does not implicitly {@link tidemark.v1.ReplayDeadLettersResponse.verify|verify} messages.
             * @param message ReplayDeadLettersResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ReplayDeadLettersResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReplayDeadLettersResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ReplayDeadLettersResponse & tidemark.v1.ReplayDeadLettersResponse.$Shape} ReplayDeadLettersResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ReplayDeadLettersResponse & tidemark.v1.ReplayDeadLettersResponse.$Shape;
        }

        namespace ReplayDeadLettersResponse {

            /** Properties of a ReplayDeadLettersResponse. */
            interface $Properties {

                /** ReplayDeadLettersResponse replayed */
                replayed?: number | undefined;

                /** ReplayDeadLettersResponse duplicates */
                duplicates?: number | undefined;

                /** ReplayDeadLettersResponse refused */
                refused?: number | undefined;

                /** ReplayDeadLettersResponse refusals */
                refusals?: readonly tidemark.v1.ReplayRefusal.$Properties[] | undefined;

                /** ReplayDeadLettersResponse cursor */
                cursor?: string | undefined;
            }

            /** Shape of a ReplayDeadLettersResponse. */
            type $Shape = tidemark.v1.ReplayDeadLettersResponse.$Properties;
        }

        /** Represents a ReplayRefusal. */
        class ReplayRefusal {

            /**
             * Constructs a new ReplayRefusal.
             * @param [properties] Properties to set
             */
            constructor(properties?: tidemark.v1.ReplayRefusal.$Properties);

            /** ReplayRefusal partition. */
            partition: number;

            /** ReplayRefusal offset. */
            offset: number;

            /** ReplayRefusal error. */
            error: tidemark.v1.Error;

            /**
             * Creates a new ReplayRefusal instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReplayRefusal instance
             */
            static create(properties: tidemark.v1.ReplayRefusal.$Shape): tidemark.v1.ReplayRefusal & tidemark.v1.ReplayRefusal.$Shape;
            static create(properties?: tidemark.v1.ReplayRefusal.$Properties): tidemark.v1.ReplayRefusal;

            /**
             * Encodes the specified ReplayRefusal message. Does not implicitly {@link tidemark.v1.ReplayRefusal.verify|verify} messages.
             * @param message ReplayRefusal message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tidemark.v1.ReplayRefusal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReplayRefusal message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tidemark.v1.ReplayRefusal & tidemark.v1.ReplayRefusal.$Shape} ReplayRefusal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tidemark.v1.ReplayRefusal & tidemark.v1.ReplayRefusal.$Shape;
        }

        namespace ReplayRefusal {

            /** Properties of a ReplayRefusal. */
            interface $Properties {

                /** ReplayRefusal partition */
                partition?: number | undefined;

                /** ReplayRefusal offset */
                offset?: number | undefined;

                /** ReplayRefusal error */
                error?: tidemark.v1.Error.$Properties | undefined;
            }

            /** Shape of a ReplayRefusal. */
            type $Shape = tidemark.v1.ReplayRefusal.$Properties;
        }
    }
}
