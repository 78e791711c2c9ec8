// sandbox is the first process of a run's own process, mount and network namespaces: when it
// ends, the kernel ends every process of the run and drops its mounts and its network. It
// prints its process id as the host sees it, reaps orphans, and ends when standard input
// closes, so that a run never outlives a killed owner, unless the owner wrote "keep" first.
//
// Arguments are bind mounts, source:target, made in their order.
package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	if err := prepare(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
	go reapOrphans()
	input, err := io.ReadAll(os.Stdin)
	if err != nil || !strings.HasPrefix(string(input), "keep") {
		os.Exit(0)
	}
	select {}
}

func prepare(binds []string) error {
	// The mounted /proc still belongs to the host here, so this is the host's number.
	hostPid, err := os.Readlink("/proc/self")
	if err != nil {
		return err
	}
	// Volumes of pods propagate inside the run, as on a node of a real cluster.
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_SHARED, ""); err != nil {
		return fmt.Errorf("share mounts: %w", err)
	}
	if err := syscall.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return fmt.Errorf("mount /proc: %w", err)
	}
	for _, bind := range binds {
		source, target, _ := strings.Cut(bind, ":")
		if err := syscall.Mount(source, target, "", syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("mount %s on %s: %w", source, target, err)
		}
	}
	if err := syscall.Mount("tmpfs", "/run", "tmpfs", 0, "mode=755"); err != nil {
		return fmt.Errorf("mount /run: %w", err)
	}
	_, err = fmt.Println(hostPid)
	return err
}

func reapOrphans() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGCHLD)
	for range ended {
		for {
			pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
			if pid <= 0 || err != nil {
				break
			}
		}
	}
}
