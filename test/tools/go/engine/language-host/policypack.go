package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	sdk "github.com/pulumi/pulumi/sdk/v3"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

const resolveRunner = `process.stdout.write(require.resolve("@pulumi/pulumi/cmd/run-policy-pack"))`

// runPolicyPack starts the pack's process once the stack's configuration has arrived, and proxies the engine to it.
// Between AwaitConfiguration and Attach nothing may fail, because nobody would tell the engine, which then waits for
// ever: node and the runner are looked up before, and a process that does not start ends this host.
func runPolicyPack(ctx context.Context, request *pulumirpc.RunPluginRequest, stdout, stderr io.Writer) error {
	pack := request.Info.ProgramDirectory
	node, err := exec.LookPath("node")
	if err != nil {
		return fmt.Errorf("node is not on PATH: %w", err)
	}
	runner, err := findRunner(ctx, node, pack)
	if err != nil {
		return err
	}
	proxy, packStdout, err := sdk.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return err
	}
	configuration, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, node, append(append([]string{runner}, request.Args...), pack)...)
	command.Dir = pack
	command.Env = append(request.Env, stackEnvironment(configuration)...)
	command.Stdout, command.Stderr = packStdout, stderr
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-nodejs: the policy pack did not start:", err)
		os.Exit(1)
	}
	return proxy.Attach(ctx, command)
}

// findRunner resolves the SDK's entry point from the pack's own dependencies.
func findRunner(ctx context.Context, node, pack string) (string, error) {
	command := exec.CommandContext(ctx, node, "-e", resolveRunner)
	command.Dir = pack
	var problem bytes.Buffer
	command.Stderr = &problem
	found, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("@pulumi/pulumi is not installed in %s: %w\n%s", pack, err, strings.TrimSpace(problem.String()))
	}
	return string(found), nil
}

// stackEnvironment is empty for `policy publish` and `policy analyze`, which configure no stack.
func stackEnvironment(stack *pulumirpc.AnalyzerStackConfigureRequest) []string {
	if stack == nil {
		return nil
	}
	return []string{
		"PULUMI_NODEJS_ORGANIZATION=" + stack.Organization,
		"PULUMI_NODEJS_PROJECT=" + stack.Project,
		"PULUMI_NODEJS_STACK=" + stack.Stack,
		fmt.Sprintf("PULUMI_NODEJS_DRY_RUN=%t", stack.DryRun),
		"PULUMI_CONFIG=" + stackConfiguration(stack.Config),
	}
}

// stackConfiguration writes no configuration as {}: with null, `new Config().get` throws in the pack.
func stackConfiguration(config map[string]string) string {
	if config == nil {
		config = map[string]string{}
	}
	text, err := json.Marshal(config)
	if err != nil {
		return "{}"
	}
	return string(text)
}
