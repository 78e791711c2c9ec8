module llmkube.test/sandbox

go 1.26.0
