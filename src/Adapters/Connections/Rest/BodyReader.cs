namespace Rialto.Adapters.Connections;

/// <summary>Reads a body to its end, unpacked, and never more of it than was allowed, whatever its length is said to be.</summary>
internal static class BodyReader
{
    private const int FirstBytes = 64 * 1024;

    /// <returns>The body, or why there is none.</returns>
    public static async Task<(ReadOnlyMemory<byte> Body, string Problem)> ReadAsync(HttpContent content, int bytesMax, CancellationToken stop)
    {
        if (content.Headers.ContentLength > bytesMax)
            return (default, $"an answer of {content.Headers.ContentLength} bytes, more than the {bytesMax} that are read");
        var stream = await content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[(int)Math.Min(bytesMax, Math.Max(FirstBytes, content.Headers.ContentLength ?? 0)) + 1];
            var length = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), stop).ConfigureAwait(false);
                if (read == 0)
                    return (buffer.AsMemory(0, length), "");
                length += read;
                if (length > bytesMax)
                    return (default, $"an answer of more than the {bytesMax} bytes that are read");
                if (length == buffer.Length)
                    Array.Resize(ref buffer, (int)Math.Min(bytesMax + 1L, buffer.Length * 2L));
            }
        }
    }
}
