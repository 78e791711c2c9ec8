"""The words of vLLM's flags that its parser takes as any text, and that are looked up later."""

# Where the table is whose keys are the words.
TABLES = {
    "--tool-call-parser": ("vllm.tool_parsers", "_TOOL_PARSERS_TO_REGISTER"),
    "--reasoning-parser": ("vllm.reasoning", "_REASONING_PARSERS_TO_REGISTER"),
    "--load-format": ("vllm.model_executor.model_loader", "_LOAD_FORMAT_TO_MODEL_LOADER"),
    "--quantization": ("vllm.model_executor.layers.quantization", "QuantizationMethods"),
}


def choices_of(package, name):
    """Facts of a row, or none where any word goes."""
    if name == "--attention-backend":
        known = package.module("vllm.v1.attention.backends.registry")
        return {"choices": ["auto", *known.members("AttentionBackendEnum")], "anyCase": True}
    if name not in TABLES:
        return {}
    place, table = TABLES[name]
    module, node = package.module(place).find(table)
    return {"choices": module.value(node)}
