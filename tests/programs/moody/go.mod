module moody

go 1.24
