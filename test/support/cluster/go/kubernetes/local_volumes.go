package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	core "k8s.io/api/core/v1"
	storage "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	localProvisioner = "llmkube.test/local"
	provisionerKey   = "volume.kubernetes.io/storage-provisioner"
	selectedNodeKey  = "volume.kubernetes.io/selected-node"
	provisionedByKey = "pv.kubernetes.io/provisioned-by"
	hostnameKey      = "kubernetes.io/hostname"
)

// newLocalVolumesCommand makes volumes of type "local" for claims of the class's provisioner.
// A class that does not wait for a pod gets its volumes on the one node that is named.
// Unlike the built-in host-path provisioner's, they obey fsGroup and are bound to a node, as the
// volumes of real storage drivers do, so an unprivileged pod can write to them.
func newLocalVolumesCommand() *cobra.Command {
	var kubeconfig string
	var made volumeMaker
	command := &cobra.Command{
		Use:          "local-volumes",
		SilenceUsage: true,
		RunE: func(*cobra.Command, []string) error {
			config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
			if err != nil {
				return err
			}
			if made.client, err = kubernetes.NewForConfig(config); err != nil {
				return err
			}
			stopped, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer cancel()
			return made.watch(stopped)
		},
	}
	command.Flags().StringVar(&kubeconfig, "kubeconfig", "", "how to reach the API server")
	command.Flags().StringVar(&made.folder, "folder", "", "where volumes are made")
	command.Flags().StringVar(&made.node, "node", "", "the node of volumes that no pod waits for")
	return command
}

type volumeMaker struct {
	client       kubernetes.Interface
	folder, node string
}

func (maker volumeMaker) watch(ctx context.Context) error {
	// The resync repeats what failed, so there is no queue.
	factory := informers.NewSharedInformerFactory(maker.client, 2*time.Second)
	claims := factory.Core().V1().PersistentVolumeClaims().Informer()
	volumes := factory.Core().V1().PersistentVolumes().Informer()
	onChange(claims, func(object any) {
		report(maker.provide(ctx, object.(*core.PersistentVolumeClaim)))
	})
	onChange(volumes, func(object any) {
		report(maker.reclaim(ctx, object.(*core.PersistentVolume)))
	})
	factory.Start(ctx.Done())
	<-ctx.Done()
	return nil
}

func onChange(informer cache.SharedIndexInformer, act func(object any)) {
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    act,
		UpdateFunc: func(_, object any) { act(object) },
	})
	report(err)
}

func (maker volumeMaker) provide(ctx context.Context, claim *core.PersistentVolumeClaim) error {
	if claim.Spec.VolumeName != "" || claim.Annotations[provisionerKey] != localProvisioner {
		return nil
	}
	node, err := maker.nodeOf(ctx, claim)
	if err != nil || node == "" {
		return err
	}
	path := filepath.Join(maker.folder, string(claim.UID))
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	_, err = maker.client.CoreV1().PersistentVolumes().Create(ctx, newVolume(claim, node, path), meta.CreateOptions{})
	if errors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// nodeOf is empty while the scheduler has not chosen yet.
func (maker volumeMaker) nodeOf(ctx context.Context, claim *core.PersistentVolumeClaim) (string, error) {
	if node := claim.Annotations[selectedNodeKey]; node != "" {
		return node, nil
	}
	class, err := maker.client.StorageV1().StorageClasses().Get(ctx, *claim.Spec.StorageClassName, meta.GetOptions{})
	if err != nil || *class.VolumeBindingMode == storage.VolumeBindingWaitForFirstConsumer {
		return "", err
	}
	return maker.node, nil
}

func newVolume(claim *core.PersistentVolumeClaim, node, path string) *core.PersistentVolume {
	return &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{
			Name:        "pvc-" + string(claim.UID),
			Annotations: map[string]string{provisionedByKey: localProvisioner},
		},
		Spec: core.PersistentVolumeSpec{
			Capacity:                      core.ResourceList{core.ResourceStorage: claim.Spec.Resources.Requests[core.ResourceStorage]},
			AccessModes:                   claim.Spec.AccessModes,
			PersistentVolumeReclaimPolicy: core.PersistentVolumeReclaimDelete,
			StorageClassName:              *claim.Spec.StorageClassName,
			PersistentVolumeSource:        core.PersistentVolumeSource{Local: &core.LocalVolumeSource{Path: path}},
			ClaimRef: &core.ObjectReference{
				APIVersion: "v1",
				Kind:       "PersistentVolumeClaim",
				Namespace:  claim.Namespace,
				Name:       claim.Name,
				UID:        claim.UID,
			},
			NodeAffinity: &core.VolumeNodeAffinity{Required: &core.NodeSelector{NodeSelectorTerms: []core.NodeSelectorTerm{{
				MatchExpressions: []core.NodeSelectorRequirement{{
					Key: hostnameKey, Operator: core.NodeSelectorOpIn, Values: []string{node},
				}},
			}}}},
		},
	}
}

func (maker volumeMaker) reclaim(ctx context.Context, volume *core.PersistentVolume) error {
	isOurs := volume.Annotations[provisionedByKey] == localProvisioner && volume.Spec.Local != nil
	if !isOurs || volume.Status.Phase != core.VolumeReleased || volume.DeletionTimestamp != nil {
		return nil
	}
	if err := os.RemoveAll(filepath.Join(maker.folder, filepath.Base(volume.Spec.Local.Path))); err != nil {
		return err
	}
	err := maker.client.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, meta.DeleteOptions{})
	if errors.IsNotFound(err) {
		return nil
	}
	return err
}

func report(err error) {
	if err != nil {
		log.Print(err)
	}
}
