module example.com/ship/tool/v2

go 1.25
