FROM scratch

# Which binary goes in: one Dockerfile serves every variant.
ARG BIN=build/app.static.small.upx.bin

COPY [ "${BIN}", "app.bin" ]

EXPOSE 3000

ENTRYPOINT [ "./app.bin" ]
