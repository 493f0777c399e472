using System.IO.Compression;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Files.Historical;

/// <summary>
/// Lines of a historical csv file (plain, gzip, or the one file in a zip) cell by cell. What cannot be read is told to <see cref="FileFaults"/> and passed over. The first line may be a
/// header: then columns are found by name, otherwise they are where the format says. Single-threaded; a line allocates nothing.
/// </summary>
public sealed class CsvRows : IDisposable
{
    /// <summary>Most columns of a line.</summary>
    public const int ColumnsMax = 512;

    private readonly LineReader _lines;
    private readonly IDisposable? _container;
    private readonly int[] _starts = new int[ColumnsMax + 1];
    private readonly byte[] _line = new byte[LineReader.BufferBytesDefault];
    private int _length;
    private bool _ended;

    /// <summary>Reads a stream, plain or gzip.</summary>
    /// <param name="stream">Disposed with this.</param>
    /// <param name="name">How faults call it.</param>
    public CsvRows(Stream stream, string name) => _lines = new LineReader(stream, name);

    private CsvRows(Stream stream, string name, IDisposable container)
        : this(stream, name) => _container = container;

    /// <summary>What was wrong.</summary>
    public FileFaults Faults { get; } = new();

    /// <summary>Lines read, those with faults included.</summary>
    public long Row => _lines.Row;

    /// <summary>Columns of this line.</summary>
    public int Columns { get; private set; }

    /// <summary>A cell of this line, without quotation marks around it.</summary>
    public ReadOnlySpan<byte> this[int column]
    {
        get
        {
            if ((uint)column >= (uint)Columns)
                return default;
            var cell = _line.AsSpan(_starts[column], _starts[column + 1] - _starts[column] - 1);
            return cell.Length >= 2 && cell[0] == (byte)'"' && cell[^1] == (byte)'"' ? cell[1..^1] : cell;
        }
    }

    /// <summary>Opens a file; of a zip its first entry.</summary>
    /// <exception cref="IOException">There is no such file, or a zip that cannot be opened.</exception>
    public static CsvRows Open(string path)
    {
        var file = File.OpenRead(path);
        var name = Path.GetFileName(path);
        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return new CsvRows(file, name);
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read);
            return archive.Entries.Count > 0 ? new CsvRows(archive.Entries[0].Open(), name, archive) : throw new InvalidDataException("an empty zip");
        }
        catch (InvalidDataException broken)
        {
            file.Dispose();
            throw new FlowFileException(name, 0, broken.Message);
        }
    }

    /// <summary>The next line that is not empty; a line that is too long, or broken compression, ends the file with a fault.</summary>
    public bool TryRead()
    {
        while (!_ended)
        {
            try
            {
                if (!_lines.TryRead(out var line))
                    break;
                if (line.IsEmpty)
                    continue;
                line.CopyTo(_line);
                _length = line.Length;
                if (Split())
                    return true;
                Fault("more than 512 columns");
            }
            catch (FlowFileException broken)
            {
                Faults.Add(_lines.Name, broken.Row, broken.Reason);
                break;
            }
            catch (IOException broken)
            {
                Faults.Add(_lines.Name, _lines.Row + 1, broken.Message);
                break;
            }
            catch (InvalidDataException broken)
            {
                Faults.Add(_lines.Name, _lines.Row + 1, broken.Message);
                break;
            }
        }

        _ended = true;
        Columns = 0;
        return false;
    }

    /// <summary>The present line cannot be read.</summary>
    /// <returns>False, for the caller to return.</returns>
    public bool Fault(string reason)
    {
        Faults.Add(_lines.Name, _lines.Row, reason);
        return false;
    }

    /// <summary>The place of a column by its name in this line; -1 for none.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var column = 0; column < Columns; column++)
        {
            if (this[column].SequenceEqual(name))
                return column;
        }

        return -1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _container?.Dispose();
    }

    /// <summary>A decimal at a scale, exactly, exponents allowed.</summary>
    internal bool TryDecimal(int column, int scale, out long value) => DecimalText.TryParseScientific(this[column], scale, out value, out _) == DecimalTextError.None;

    /// <summary>A whole number.</summary>
    internal bool TryWhole(int column, out long value) => DecimalText.TryParse(this[column], 0, out value) == DecimalTextError.None && !this[column].Contains((byte)'.');

    /// <summary>A time since 1970 in a unit of 10^-scale seconds, positive.</summary>
    internal bool TryTime(int column, int scale, out Timestamp time)
    {
        time = default;
        if (!TryDecimal(column, 0, out var units) || units <= 0 || units > long.MaxValue / DecimalText.PowerOfTen(9 - scale))
            return false;
        time = new Timestamp(units * DecimalText.PowerOfTen(9 - scale));
        return true;
    }

    /// <summary>A word for a side.</summary>
    internal bool TrySide(int column, ReadOnlySpan<byte> buy, ReadOnlySpan<byte> sell, out Side side)
    {
        var word = this[column];
        side = Ascii(word, buy) ? Side.Buy : Side.Sell;
        return side == Side.Buy || Ascii(word, sell);
    }

    /// <summary>True or false.</summary>
    internal bool TryBoolean(int column, out bool value)
    {
        value = Ascii(this[column], "true"u8);
        return value || Ascii(this[column], "false"u8);
    }

    private static bool Ascii(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => System.Text.Ascii.EqualsIgnoreCase(left, right);

    private bool Split()
    {
        Columns = 0;
        _starts[0] = 0;
        for (var i = 0; i <= _length; i++)
        {
            if (i < _length && _line[i] != (byte)',')
                continue;
            if (Columns == ColumnsMax)
                return false;
            _starts[++Columns] = i + 1;
        }

        return true;
    }
}
