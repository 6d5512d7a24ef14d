namespace Dashboard.Ingest.Storage.Remote;

/// <summary>An answer of a store that may be read up to a number of octets and no further.</summary>
/// <param name="inner">The answer.</param>
/// <param name="maxBytes">How many octets.</param>
/// <param name="tooMuch">What to say where more come.</param>
/// <param name="broken">What to say where it breaks off.</param>
internal sealed class BoundedStream(Stream inner, long maxBytes, string tooMuch, Func<Exception, string> broken) : Stream
{
    private long _left = maxBytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw new IOException(broken(e), e);
        }
        return Count(read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int read)
    {
        _left -= read;
        return _left >= 0 ? read : throw new IOException(tooMuch);
    }
}
