// containerregistry serves go-containerregistry's in-memory registry on a random port of the loopback interface, and prints
// `listening on 127.0.0.1:PORT`.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	referrers := flag.Bool("referrers", false, "serve the referrers API")
	flag.Parse()
	if err := serve(*referrers); err != nil {
		fmt.Fprintln(os.Stderr, "containerregistry:", err)
		os.Exit(1)
	}
}

func serve(referrers bool) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("listening on", listener.Addr())
	quiet := log.New(io.Discard, "", 0)
	server := &http.Server{
		Handler:           registry.New(registry.WithReferrersSupport(referrers), registry.Logger(quiet)),
		ErrorLog:          quiet,
		ReadHeaderTimeout: 10 * time.Second,
	}
	return server.Serve(listener)
}
