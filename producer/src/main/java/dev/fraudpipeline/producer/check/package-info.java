/** What {@code producer.jar check} looks at beside Kafka and the API. */
package dev.fraudpipeline.producer.check;
