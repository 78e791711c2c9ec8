// testcluster runs one Kubernetes component, or etcd, in the foreground: the first argument
// names it and the rest are that component's own flags. One binary for all of them shares
// the code they have in common and is built once.
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

var components = map[string]func() *cobra.Command{
	"etcd":                    newEtcdCommand,
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-proxy":              proxy.NewProxyCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"local-volumes":           newLocalVolumesCommand,
	"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
}

func newEtcdCommand() *cobra.Command {
	var dataDir, clientURL string
	command := &cobra.Command{
		Use:          "etcd",
		SilenceUsage: true,
		RunE: func(*cobra.Command, []string) error {
			client, err := url.Parse(clientURL)
			if err != nil {
				return err
			}
			config := embed.NewConfig()
			config.Dir = dataDir
			config.LogLevel = "error"
			config.ListenClientUrls = []url.URL{*client}
			config.AdvertiseClientUrls = []url.URL{*client}
			config.ListenPeerUrls = []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
			// The data lives as long as a test run, so a power cut has nothing to lose.
			config.UnsafeNoFsync = true
			server, err := embed.StartEtcd(config)
			if err != nil {
				return err
			}
			defer server.Close()
			select {
			case <-server.Server.ReadyNotify():
			case <-time.After(time.Minute):
				return fmt.Errorf("etcd was not ready within a minute")
			}
			stopped, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer cancel()
			<-stopped.Done()
			return nil
		},
	}
	command.Flags().StringVar(&dataDir, "data-dir", "", "folder of the database")
	command.Flags().StringVar(&clientURL, "client-url", "", "address to serve clients on")
	return command
}

func main() {
	if len(os.Args) < 2 || components[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: testcluster etcd|kube-apiserver|kube-controller-manager|kube-proxy|kube-scheduler|kubelet|local-volumes [flags]")
		os.Exit(2)
	}
	newCommand := components[os.Args[1]]
	os.Args = os.Args[1:]
	os.Exit(cli.Run(newCommand()))
}
