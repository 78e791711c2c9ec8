/** Kinds of the operator that no release can be, and what to use in their place. */
export const otherKinds: Readonly<Record<string, string>> = {
  ModelRouter:
    "needs a process in the cluster that llmkube does not leave there; put a proxy for OpenAI's API of your choice before the Services of the releases, and on one machine use the address of `llmkube metal serve`, which answers for all of them",
  ModelPool:
    'needs a process in the cluster that llmkube does not leave there; use `llmkube scale NAME 0` and `llmkube scale NAME 1` in turn',
  GPUQuota:
    'is refused by nobody without the operator; use a ResourceQuota of Kubernetes on `requests.nvidia.com/gpu`',
  LoRAAdapter:
    'is loaded while the engine runs; here each starts with its own: `runtime.sglang.lora.adapters`, `runtime.vllm.lora.adapters`, or `model.adapters` for llama.cpp',
  FederatedCluster:
    'needs an operator in every cluster; use `llmkube list --context NAME` for each of them',
};
