// Command sqlite writes a row with SQLite, which is C, and reads it back: in memory, or in the file
// that it is given.
package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	place := ":memory:"
	if len(os.Args) > 1 {
		place = os.Args[1]
	}
	database, err := sql.Open("sqlite3", place)
	if err != nil {
		log.Fatal(err)
	}
	defer database.Close()
	database.SetMaxOpenConns(1) // each connection would have a memory of its own
	for _, statement := range []string{
		"CREATE TABLE IF NOT EXISTS words (number INTEGER PRIMARY KEY, word TEXT)",
		"REPLACE INTO words VALUES (1, 'kept')",
	} {
		if _, err := database.Exec(statement); err != nil {
			log.Fatal(err)
		}
	}
	var word string
	if err := database.QueryRow("SELECT word FROM words WHERE number = 1").Scan(&word); err != nil {
		log.Fatal(err)
	}
	fmt.Println("read back:", word)
}
