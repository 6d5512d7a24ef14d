"""A gNMI device for tests: gRPC's own server and Google's own codec, told on standard input what its tree holds.

One JSON object a line. In: {"set": {path: {"uintVal": 5}}}, {"delete": path}, {"atomic": {"prefix": path, "set": {...}}}, {"drop": status name}. Out: {"ready": port}, {"request": ...}, {"poll": true}, {"done": true}.
"""
import argparse, json, os, queue, re, subprocess, sys, tempfile, threading, time
from concurrent import futures

import grpc
from google.protobuf import json_format

here = os.path.dirname(os.path.abspath(__file__))
made = tempfile.mkdtemp(prefix="gnmi-peer")
subprocess.run(["protoc", f"--proto_path={here}", f"--python_out={made}", "gnmi.proto"], check=True)
sys.path.insert(0, made)
import gnmi_pb2 as pb  # noqa: E402

arguments = argparse.ArgumentParser()
arguments.add_argument("--port", type=int, default=0)
arguments.add_argument("--user")
arguments.add_argument("--password")
arguments.add_argument("--certificate")
arguments.add_argument("--key")
arguments.add_argument("--ca")
arguments.add_argument("--encodings", default="JSON_IETF,PROTO")
options = arguments.parse_args()

lock = threading.Lock()
tree = {}
streams = []


def say(**what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def path_of(text):
    path = pb.Path()
    for name, keys in re.findall(r"/([^/\[]+)((?:\[[^\]]*\])*)", text):
        element = path.elem.add(name=name)
        for key, value in re.findall(r"\[([^=]+)=([^\]]*)\]", keys):
            element.key[key] = value
    return path


def names(path):
    return [e.name for e in path.elem]


def value_of(value, encoding):
    typed = json_format.ParseDict(value, pb.TypedValue())
    if encoding != pb.JSON_IETF:
        return typed
    plain = next(iter(json_format.MessageToDict(typed).values()))
    return pb.TypedValue(json_ietf_val=json.dumps(plain).encode())


def notification(values, encoding, prefix=None, atomic=False):
    note = pb.Notification(timestamp=time.time_ns(), atomic=atomic)
    if prefix:
        note.prefix.CopyFrom(path_of(prefix))
    for text, value in values.items():
        note.update.add(path=path_of(text), val=value_of(value, encoding))
    return pb.SubscribeResponse(update=note)


class Stream:
    def __init__(self, subscriptions, encoding):
        self.subscriptions, self.encoding, self.waiting = subscriptions, encoding, queue.Queue()

    def wants(self, text):
        path = names(path_of(text))
        return any(path[: len(s)] == s for s in (names(s.path) for s in self.subscriptions))

    def everything(self):
        with lock:
            held = {t: v for t, v in tree.items() if self.wants(t)}
        # Several values a notification, as devices have them.
        for start in range(0, len(held), 50):
            yield notification(dict(list(held.items())[start : start + 50]), self.encoding)
        yield pb.SubscribeResponse(sync_response=True)


def allowed(context):
    metadata = dict(context.invocation_metadata())
    if options.user and (metadata.get("username"), metadata.get("password")) != (options.user, options.password):
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "bad credentials: 100 % wrong")


def capabilities(request, context):
    allowed(context)
    return pb.CapabilityResponse(supported_encodings=[pb.Encoding.Value(e) for e in options.encodings.split(",")], gNMI_version="0.10.0")


def subscribe(requests, context):
    allowed(context)
    first = next(requests)
    say(request=json_format.MessageToDict(first))
    wanted = first.subscribe
    stream = Stream(wanted.subscription, wanted.encoding)
    if wanted.mode == pb.SubscriptionList.ONCE:
        yield from stream.everything()
        return
    if wanted.mode == pb.SubscriptionList.POLL:
        for request in requests:
            say(poll=request.HasField("poll"))
            yield from stream.everything()
        return
    with lock:
        streams.append(stream)
    try:
        yield from stream.everything()
        while context.is_active():
            try:
                sent = stream.waiting.get(timeout=0.2)
            except queue.Empty:
                continue
            if isinstance(sent, str):
                context.abort(grpc.StatusCode[sent], "told to")
            yield sent
    finally:
        with lock:
            streams.remove(stream)


server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("gnmi.gNMI", {
    "Capabilities": grpc.unary_unary_rpc_method_handler(capabilities, pb.CapabilityRequest.FromString, pb.CapabilityResponse.SerializeToString),
    "Subscribe": grpc.stream_stream_rpc_method_handler(subscribe, pb.SubscribeRequest.FromString, pb.SubscribeResponse.SerializeToString),
}),))
if options.certificate:
    read = lambda name: open(name, "rb").read()
    credentials = grpc.ssl_server_credentials([(read(options.key), read(options.certificate))], read(options.ca) if options.ca else None, bool(options.ca))
    port = server.add_secure_port(f"127.0.0.1:{options.port}", credentials)
else:
    port = server.add_insecure_port(f"127.0.0.1:{options.port}")
server.start()
say(ready=port)

for line in sys.stdin:
    command = json.loads(line)
    with lock:
        tree.update(command.get("set", {}))
        if "delete" in command:
            for text in [t for t in tree if t.startswith(command["delete"])]:
                del tree[text]
        for stream in streams:
            if "set" in command:
                values = {t: v for t, v in command["set"].items() if stream.wants(t)}
                if values:
                    stream.waiting.put(notification(values, stream.encoding))
            if "delete" in command:
                stream.waiting.put(pb.SubscribeResponse(update=pb.Notification(timestamp=time.time_ns(), delete=[path_of(command["delete"])])))
            if "atomic" in command:
                stream.waiting.put(notification(command["atomic"]["set"], stream.encoding, command["atomic"]["prefix"], True))
            if "drop" in command:
                stream.waiting.put(command["drop"])
    say(done=True)
server.stop(None)
