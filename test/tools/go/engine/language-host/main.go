// pulumi-language-nodejs for an engine that was built from its Go module, where the official host is not at hand.
// It runs policy packs only, the way the engine does since v3.221: RunPlugin behind a PolicyProxy.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

const engineCheckInterval = 5 * time.Second

func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-nodejs:", err)
		os.Exit(1)
	}
}

// serve prints the port as the first line of stdout and returns when the engine has gone away.
// The engine's address is the last argument: with -v=9 the engine puts its logging flags before it.
func serve(args []string) error {
	if len(args) == 0 {
		return errors.New("the engine's address is missing")
	}
	ctx, stop := context.WithCancel(context.Background())
	stopServing := make(chan bool)
	if err := rpcutil.Healthcheck(ctx, args[len(args)-1], engineCheckInterval, func() {
		stop()
		close(stopServing)
	}); err != nil {
		return fmt.Errorf("no engine to serve: %w", err)
	}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stopServing,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, &languageHost{})
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(handle.Port)
	return <-handle.Done
}

type languageHost struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
}

func (*languageHost) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

func (*languageHost) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

func (*languageHost) Run(context.Context, *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	return nil, status.Error(codes.Unimplemented, "this language host runs policy packs, not programs")
}

func (*languageHost) RunPlugin(
	request *pulumirpc.RunPluginRequest, stream pulumirpc.LanguageRuntime_RunPluginServer,
) error {
	if request.Kind != "analyzer" {
		return status.Errorf(codes.Unimplemented, "this language host runs policy packs, not a plugin of kind %q", request.Kind)
	}
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	defer closer.Close()
	return runPolicyPack(stream.Context(), request, stdout, stderr)
}
