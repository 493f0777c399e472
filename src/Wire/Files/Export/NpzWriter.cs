using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Rialto.Wire.Files.Export;

/// <summary>
/// Writes events as the array that hftbacktest reads: an .npz (a zip) with one member <c>data.npy</c>, NumPy's format 1.0. Rows of 64 bytes, little endian:
/// <code>
///  0 ev u8   8 exch_ts i8   16 local_ts i8   24 px f8   32 qty f8   40 order_id u8   48 ival i8   56 fval f8
/// </code>
/// The number of rows stands in the header, before the rows: they are gathered in a file beside the target, which is packed at the end. Single-threaded.
/// </summary>
public sealed class NpzWriter : IDisposable
{
    /// <summary>Bytes of a row.</summary>
    public const int RowBytes = 64;

    /// <summary>Magic, version, length and text, a multiple of 64 as NumPy aligns it.</summary>
    private const int HeaderBytes = 256;

    private const int PrefixBytes = 10;

    private readonly FileStream _rows;
    private readonly byte[] _buffer = new byte[RowBytes * 1024];
    private int _length;

    /// <summary>Begins.</summary>
    /// <param name="scratch">A file for the rows; gone at the end.</param>
    /// <exception cref="IOException">It could not be made.</exception>
    public NpzWriter(string scratch) =>
        _rows = new FileStream(scratch, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 0 });

    /// <summary>Rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(in HftEvent row)
    {
        if (_length == _buffer.Length)
            Flush();
        var target = _buffer.AsSpan(_length, RowBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(target, row.Kind);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], row.ExchangeTime.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], row.LocalTime.Nanoseconds);
        BinaryPrimitives.WriteDoubleLittleEndian(target[24..], row.Price);
        BinaryPrimitives.WriteDoubleLittleEndian(target[32..], row.Quantity);
        target[40..].Clear();
        _length += RowBytes;
        Count++;
    }

    /// <summary>Packs all rows into an archive.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Pack(Stream archive)
    {
        Flush();
        _rows.Position = 0;
        using var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true);
        using var member = zip.CreateEntry("data.npy", CompressionLevel.Fastest).Open();
        member.Write(Header(Count));
        _rows.CopyTo(member);
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private static byte[] Header(long count)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': [('ev', '<u8'), ('exch_ts', '<i8'), ('local_ts', '<i8'), ('px', '<f8'), ('qty', '<f8'), ('order_id', '<u8'), ('ival', '<i8'), ('fval', '<f8')], 'fortran_order': False, 'shape': ({count},), }}");
        var header = new byte[HeaderBytes];
        header.AsSpan().Fill((byte)' ');
        header[0] = 0x93;
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        (header[6], header[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), HeaderBytes - PrefixBytes);
        Encoding.ASCII.GetBytes(text, header.AsSpan(PrefixBytes));
        header[^1] = (byte)'\n';
        return header;
    }

    private void Flush()
    {
        _rows.Write(_buffer, 0, _length);
        _length = 0;
    }
}
