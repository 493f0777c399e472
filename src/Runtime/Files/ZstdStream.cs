using System.Runtime.InteropServices;

namespace Rialto.Runtime.Files;

/// <summary>
/// Unpacks a zstd stream by way of the system's libzstd (1.x), read only and forward only. Memory stays within the window that the library allows
/// (128 MiB). Single-threaded; owns the inner stream. For recorded files; nothing in the exchange itself depends on it.
/// </summary>
public sealed partial class ZstdStream : Stream
{
    private const string Library = "libzstd.so.1";

    private readonly Stream _packed;
    private readonly Decoder _decoder;
    private readonly byte[] _input = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _inFrame;
    private bool _mayHoldMore;

    /// <summary>Reads packed bytes from the present position of a stream on.</summary>
    /// <exception cref="DllNotFoundException">libzstd is not installed; the message says what to install.</exception>
    public ZstdStream(Stream packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        _packed = packed;
        try
        {
            _decoder = ZSTD_createDStream();
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException($"{Library} is needed to read zstd files and was not found; install libzstd1 (Debian, Ubuntu) or zstd (others), or unpack the file first.", missing);
        }

        if (_decoder.IsInvalid)
            throw new InvalidOperationException("libzstd could not make a decoder; there is not enough memory.");
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Not known.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>Not known.</summary>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a file; unpacks it where it is zstd, and gives it as it is where it is not.</summary>
    public static Stream OpenFile(string path)
    {
        var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        var isZstd = file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual<byte>([0x28, 0xB5, 0x2F, 0xFD]);
        file.Position = 0;
        return isZstd ? new ZstdStream(file) : file;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Unpacks up to the length of <paramref name="buffer"/>.</summary>
    /// <returns>Bytes unpacked; 0 at the end.</returns>
    /// <exception cref="InvalidDataException">Not zstd, broken, or cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_start == _end && !_mayHoldMore)
            {
                _start = 0;
                _end = _packed.Read(_input, 0, _input.Length);
                if (_end == 0)
                    return _inFrame ? throw new InvalidDataException("The zstd stream ends inside a frame.") : 0;
            }

            var written = Decode(buffer);
            if (written > 0)
                return written;
        }

        return 0;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private unsafe int Decode(Span<byte> destination)
    {
        // SAFETY: both buffers are pinned for the duration of the call, and the library writes at most Size bytes from Address on and reads at most Size; it keeps neither pointer.
        fixed (byte* input = _input)
        fixed (byte* output = destination)
        {
            var from = new Buffer { Address = (nint)input, Size = (nuint)_end, Position = (nuint)_start };
            var into = new Buffer { Address = (nint)output, Size = (nuint)destination.Length };
            var result = ZSTD_decompressStream(_decoder, ref into, ref from);
            if (ZSTD_isError(result) != 0)
                throw new InvalidDataException($"The zstd stream is broken: {Marshal.PtrToStringUTF8(ZSTD_getErrorName(result))}.");
            _start = (int)from.Position;

            // Zero says that a frame is complete; anything else is a hint of what it still needs.
            _inFrame = result != 0;
            _mayHoldMore = into.Position == into.Size;
            return (int)into.Position;
        }
    }

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial Decoder ZSTD_createDStream();

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint ZSTD_freeDStream(nint decoder);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint ZSTD_decompressStream(Decoder decoder, ref Buffer output, ref Buffer input);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint ZSTD_isError(nuint result);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ZSTD_getErrorName(nuint result);

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which are alike.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        public nint Address;
        public nuint Size;
        public nuint Position;
    }

    private sealed class Decoder() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => ZSTD_isError(ZSTD_freeDStream(handle)) == 0;
    }
}
