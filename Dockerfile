# The three daemons and the payments API simulator: one build, a target each.
#   docker build --target predictor -t fraud-pipeline-predictor .
FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -q -Dmaven.test.skip=true package -pl producer,predictor,sink,sandbox -am

FROM eclipse-temurin:17.0.13_11-jre-jammy AS runtime
WORKDIR /opt/fraud-pipeline
RUN groupadd --gid 10001 fraud && useradd --uid 10001 --gid fraud --no-create-home --shell /usr/sbin/nologin fraud \
  && install -d -o fraud -g fraud /var/lib/fraud-pipeline
COPY scripts/lib-java.sh scripts/lib-daemon.sh scripts/
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001

FROM runtime AS producer
# The journal must outlive the container.
VOLUME /var/lib/fraud-pipeline
ENV PRODUCER_JOURNAL=/var/lib/fraud-pipeline/journal
COPY scripts/run-producer.sh scripts/
COPY --from=build /src/producer/target/producer.jar producer/target/
ENTRYPOINT ["scripts/run-producer.sh"]

FROM runtime AS predictor
COPY scripts/run-predictor.sh scripts/
COPY --from=build /src/predictor/target/predictor.jar predictor/target/
ENTRYPOINT ["scripts/run-predictor.sh"]

FROM runtime AS sink
COPY scripts/run-sink.sh scripts/
COPY --from=build /src/sink/target/sink.jar sink/target/
ENTRYPOINT ["scripts/run-sink.sh"]

FROM runtime AS api
COPY --from=build /src/sandbox/target/sandbox.jar sandbox/target/
VOLUME /var/lib/fraud-pipeline
EXPOSE 8000
ENTRYPOINT ["java", "-Xmx128m", "-XX:+UseSerialGC", "-jar", "sandbox/target/sandbox.jar", "api", \
  "--api-host", "0.0.0.0", "--data", "/var/lib/fraud-pipeline"]
