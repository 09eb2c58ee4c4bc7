#!/bin/sh
echo 'password: new' > "$1"
