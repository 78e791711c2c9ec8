import type { ErrorCode } from '../../src/errors/codes.ts';

/** What a user does about each error; a code without a remedy does not compile. */
export const remedies: Readonly<Record<ErrorCode, string>> = {
  INTERNAL: 'Report it, with the lines that are printed below the error.',
  OUTPUT_LOST:
    'The place that standard output goes to is full or broken. What the command was asked for is done, or an error before this one says why not.',
  USAGE: 'Compare the words with `llmkube COMMAND --help`.',
  INVALID_NAME:
    'A name needs a letter from a to z or a digit. A model source is given by `--source`, not as the name.',
  INVALID_SOURCE:
    'The sentence names the form that was expected. A URL with a login or a token in it is refused, because it would be stored in the cluster.',
  INVALID_FIELD:
    'The sentence names every wrong or missing field at once, with the flag that sets it.',
  FIELD_UNKNOWN: 'Start with `llmkube explain spec`, which names the fields inside of it.',
  DOCUMENT_INVALID:
    'Each problem says its file, line and column. After a thousand of them nothing more is read: the fact `isCut` is true then.',
  FILE_UNREADABLE: 'The sentence names the path and why it cannot be read.',
  UNSUPPORTED_SOURCE:
    'This version fetches from `http`, `https` and a hub, and reads `pvc://`. Copy the weights to a web server or into a claim.',
  CONFIRMATION_NEEDED: 'Run it on a terminal and answer the question, or add `--yes`.',
  CATALOG_INVALID:
    'The sentence says what is wrong with the file and where. It is `LLMKUBE_CATALOG`, or `llmkube/catalog.yaml` in the folder of settings.',
  FILE_UNWRITABLE: 'The sentence says why. Name another place; what was there is as it was.',
  CA_FILE_INVALID:
    'The sentence says what is wrong with the file. It is named by `--ca-file` or `LLMKUBE_CA_FILE`, and PEM certificates belong in it.',
  PROXY_INVALID:
    'Write the proxy as `http://HOST:PORT`, or name the server in `NO_PROXY`. The sentence says which variable it is.',
  API_KEY_NEEDED:
    'Give the agent a key, or let it listen on `127.0.0.1`, which only this machine reaches.',
  NAME_TAKEN:
    'Two spellings fold to one name. Deploy under another name, or use the spelling that the sentence names.',
  MEMORY_INSUFFICIENT:
    'Use a smaller model or context, end something, or start it all the same with --no-memory-check.',
  MODEL_TOO_LARGE:
    'The table says what is missing where. Take a smaller quantisation, a shorter context, fewer conversations at a time or more memory.',
  CLAIM_NOT_FOUND:
    'Make the claim first, or name another one: llmkube mounts it and never makes it.',
  REFERENCE_NOT_FOUND:
    'Make the Secret or ConfigMap first, with the key that the field names, or correct the field.',
  SOURCE_REFUSED:
    'The web server or the hub says no to this machine, or has no one file to choose; the fact `cause` tells which. The lines below the error are what to do about it.',
  CATALOG_OUTDATED:
    'The table of `llmkube catalog verify` has each file that the hub has in another form or not at all. Pin what is there with `--write`, or put entries of your own before ours.',
  FIELD_CONFLICT:
    'Somebody changed a field of our object by another tool, which now owns it. Nothing is forced: undo the change with that tool.',
  FIELD_IMMUTABLE:
    'Kubernetes never changes this field. Delete the object that the lines below name, or the release, and deploy it again; without `--data` the weights stay.',
  OBJECT_FOREIGN:
    'An object with the name that the release needs belongs to somebody else. It is left alone: choose another name for the release, or remove the object.',
  OBJECT_REJECTED:
    'The API server or an admission rule of the cluster does not accept the object. The sentence names the field or quotes the rule.',
  KIND_NOT_FOUND:
    'Install what adds the kind, such as the Gateway API for `network.route`, or take the field away.',
  OBJECT_CHANGED:
    'Somebody deleted an object or made it again during the command. Run the same command again.',
  ROLLOUT_PAUSED:
    'Nothing new starts while the Deployment is paused. Let it go on with `kubectl rollout resume`, or ask who paused it.',
  OBJECT_TERMINATING:
    'The object, or its namespace, is still going away; the sentence names the finalizers that hold it. Run the command again when it is gone.',
  RECORD_UNREADABLE:
    'The record was edited or damaged; the sentence names the part. It is the ConfigMap `llmkube.RELEASE`: restore it, or remove it and the objects with the label of the release.',
  RECORD_TOO_LARGE: 'Make what the release is given smaller.',
  RECORD_NEWER: 'Change the release with the newer llmkube that wrote its record.',
  QUOTA_EXCEEDED:
    'The sentence names the quota. Free something in the namespace, or ask for a larger quota.',
  ROLLOUT_FAILED:
    'The sentence has the cause in the words of the cluster or the engine, and the error prints the command that shows the log. See [waiting and proof](../concepts/waiting-and-proof.md).',
  DEVICE_FALLBACK:
    'The engine has found no GPU, or could put fewer layers there than planned: the image is built for other devices, the driver is older than it needs, or something else takes the memory. Its log says which. With --allow-cpu it may serve so.',
  PROOF_FAILED:
    'The pods are ready, and the endpoint gave no token or answered as another model. Read the log of the engine.',
  NOT_READY:
    'Ask `llmkube status RELEASE` what it waits for. One that is stopped is started by `llmkube scale RELEASE 1`.',
  CHAT_REFUSED:
    "The sentence quotes the engine. A model without a chat template only completes text: ask `/v1/completions`, or deploy the model's instruct variant.",
  TIMED_OUT:
    'Nothing was undone. Look how the release stands with `llmkube list`; the same command goes on where this one stopped.',
  RELEASE_LOCKED:
    'Wait until the other command has ended, and run this one again. A lock whose holder died is taken over without help.',
  RELEASE_SUPERSEDED:
    'Another command changed the release after this one had. Look at it with `llmkube list`.',
  NO_TARGET: 'Set `KUBECONFIG`, or give `--kubeconfig` or `--context`.',
  KUBECONFIG_INVALID: 'The sentence names the context and what is wrong with it.',
  CLUSTER_UNREACHABLE:
    'The sentence says what happened on the way to the server. If `kubectl version` fails too, the network or the kubeconfig is the place to look.',
  CLUSTER_FAULT:
    'Something between here and the API server, or the server itself, answered with a failure. Run the same command again later.',
  HUB_UNREACHABLE:
    'The sentence says why. Look at the network and at `HTTPS_PROXY`, or name another hub in `HF_ENDPOINT`.',
  UNAUTHENTICATED:
    'The login has expired or belongs to another cluster, or the credential plugin failed. Log in again the way your cluster wants it.',
  AGENT_UNREACHABLE: 'Look at `llmkube metal status` and at the log that it names.',
  FORBIDDEN:
    'The sentence names the user, the verb and the resource, and the error prints a check to type and a line that grants it. See [permissions](permissions.md).',
  ENGINE_NOT_FOUND:
    'Install llama.cpp: `llmkube doctor --local` says how on this machine. One that is elsewhere is named by `LLMKUBE_LLAMA_SERVER`.',
  ENGINE_TOO_OLD:
    'Update llama.cpp, or name a newer `llama-server` by `LLMKUBE_LLAMA_SERVER`; the sentence has both versions.',
  ENGINE_BROKEN:
    'The sentence says what the program did when it was asked for its version. Run that by hand, and install llama.cpp again if it fails there too.',
  FOLDER_UNUSABLE:
    'The sentence names the folder and what is wrong with it. It must belong to you and be closed to other users; `XDG_STATE_HOME` and `XDG_CACHE_HOME` choose another place.',
  NAMESPACE_NOT_FOUND: 'Create the namespace, or name another one with `--namespace`.',
  AGENT_PORT_TAKEN:
    'End the process that the sentence names, or choose another port with `LLMKUBE_PORT`. The agent never takes another one by itself.',
  AGENT_ADDRESS_REFUSED:
    'The sentence says what is wrong with the address. `127.0.0.1` and a port above 1023 always work.',
  RELEASE_NOT_FOUND: 'Look for the release with `llmkube list`, or `llmkube list -A`.',
  NODE_NOT_FOUND: 'See `kubectl get nodes`, and whether the context is the one that is meant.',
  MODEL_NOT_FOUND:
    'Look for it with `llmkube catalog search`. A model that no catalog has is deployed from its repository: `llmkube deploy ORG/REPO:QUANT`.',
  REVISION_NOT_FOUND:
    'Nobody is making the revision that was asked for, or its record no longer has it. `llmkube status NAME` tells the newest one; without `--revision`, `wait` and `render` take that.',
  INTERRUPTED: 'Run the same command again: it goes on where this one stopped.',
  TERMINATED: 'Run the same command again: it goes on where this one stopped.',
};
