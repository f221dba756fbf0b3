# One image, one static binary; the command picks the room.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /caewatch . && mkdir -p /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /caewatch /caewatch
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV CAEWATCH_DATA=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/caewatch"]
CMD ["run"]
