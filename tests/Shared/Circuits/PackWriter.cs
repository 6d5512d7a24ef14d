using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Dashboard.Tests.Circuits;

/// <summary>Writes the part of MessagePack that a Blazor circuit's browser writes: invocations that expect no answer but for the first.</summary>
internal static class PackWriter
{
    /// <summary>One call of a method of the server's hub, framed by its length. Arguments are texts, integers, booleans and null.</summary>
    public static byte[] Call(string? id, string method, params ReadOnlySpan<object?> arguments)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write<byte>([0x96, 0x01, 0x80]);
        Value(body, id);
        Value(body, method);
        body.Write<byte>([(byte)(0x90 | arguments.Length)]);
        foreach (var argument in arguments)
            Value(body, argument);
        body.Write<byte>([0x90]);
        return Framed(body.WrittenSpan);
    }

    /// <summary>A message with its length in groups of seven bits before it.</summary>
    public static byte[] Framed(ReadOnlySpan<byte> body)
    {
        var framed = new ArrayBufferWriter<byte>(body.Length + 5);
        var length = body.Length;
        for (; length > 0x7f; length >>= 7)
            framed.Write<byte>([(byte)(length | 0x80)]);
        framed.Write<byte>([(byte)length]);
        framed.Write(body);
        return framed.WrittenSpan.ToArray();
    }

    private static void Value(ArrayBufferWriter<byte> to, object? value)
    {
        switch (value)
        {
            case null:
                to.Write<byte>([0xc0]);
                break;
            case bool truth:
                to.Write<byte>([truth ? (byte)0xc3 : (byte)0xc2]);
                break;
            case long number:
                var eight = to.GetSpan(9);
                eight[0] = 0xd3;
                BinaryPrimitives.WriteInt64BigEndian(eight[1..], number);
                to.Advance(9);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                var head = to.GetSpan(5);
                head[0] = 0xdb;
                BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
                to.Advance(5);
                to.Write(bytes);
                break;
            default:
                throw new ArgumentException($"No argument is a {value.GetType().Name}.", nameof(value));
        }
    }
}
