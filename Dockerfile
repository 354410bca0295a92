# Build with the project's own Maven wrapper, so that a machine needs nothing but Docker.
FROM eclipse-temurin:21.0.11_10-jdk-jammy AS build
WORKDIR /src
COPY .mvn .mvn
COPY mvnw pom.xml ./
# A layer of its own: libraries are fetched again only if pom.xml changes.
RUN ./mvnw -q -B dependency:go-offline
COPY src src
RUN ./mvnw -q -B -DskipTests package \
    && java -Djarmode=tools -jar target/caravan.jar extract --layers --destination layers

FROM eclipse-temurin:21.0.11_10-jre-jammy
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin caravan \
    && mkdir /data && chown caravan /data
WORKDIR /app
# What changes least comes first.
COPY --from=build /src/layers/dependencies/ program/
COPY --from=build /src/layers/spring-boot-loader/ program/
COPY --from=build /src/layers/snapshot-dependencies/ program/
COPY --from=build /src/layers/application/ program/
# Jars of more Camel components: mount a folder here (docs/channels/README.md).
RUN mkdir lib
COPY routes routes
USER caravan
ENV CARAVAN_HOME=/data CARAVAN_ROUTES=/app/routes
VOLUME /data
EXPOSE 8080
# bash speaks HTTP well enough for this, and is in the image already.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /api/v1/healthcheck HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
# What java -jar chooses by itself for the packed jar (docs/decisions/0006), with the heap in proportion to the container.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=128m", \
    "-XX:+UseTransparentHugePages", "-XX:ThreadPriorityPolicy=1", "-XX:JavaPriority1_To_OSPriority=10", "-XX:JavaPriority3_To_OSPriority=5", \
    "-XX:-PrintWarnings", "-cp", "program/caravan.jar:lib/*", "dev.caravan.Caravan"]
