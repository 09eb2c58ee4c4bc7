module flood

go 1.25
