"""A device that connects by itself, for tests: gRPC's own client and Google's own codec. Sends each notification that comes on standard input as JSON, a line each; ends with the input."""
import json, os, subprocess, sys, tempfile

import grpc
from google.protobuf import json_format

here = os.path.dirname(os.path.abspath(__file__))
made = tempfile.mkdtemp(prefix="gnmi-dialout")
subprocess.run(["protoc", f"--proto_path={here}", f"--python_out={made}", "gnmi.proto"], check=True)
sys.path.insert(0, made)
import gnmi_pb2 as pb  # noqa: E402

port, method = sys.argv[1:3]
channel = grpc.insecure_channel(f"127.0.0.1:{port}")
messages = (json_format.ParseDict(json.loads(line), pb.SubscribeResponse()) for line in sys.stdin)
try:
    if "Reverse" in method:
        answer = channel.stream_unary(method, pb.SubscribeResponse.SerializeToString, lambda octets: octets)(messages)
        print(f"answer {len(answer)}", flush=True)
    else:
        for answer in channel.stream_stream(method, pb.SubscribeResponse.SerializeToString, lambda octets: octets)(messages):
            print(f"answer {len(answer)}", flush=True)
except grpc.RpcError as error:
    print(f"{error.code().name}: {error.details()}", flush=True)
