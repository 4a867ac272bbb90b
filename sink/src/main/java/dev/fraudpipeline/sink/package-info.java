/** The sink: drains topic_2 into PostgreSQL, each payment once. */
package dev.fraudpipeline.sink;
