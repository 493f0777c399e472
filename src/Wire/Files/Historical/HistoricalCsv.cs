namespace Rialto.Wire.Files.Historical;

/// <summary>
/// A historical csv file as rows of one kind. Columns are found by the names of the header where there is one, else by the order that the format has. A line that cannot be read is told to
/// <see cref="Faults"/> with file, line and reason, and the next one is read; nothing that a file holds is thrown. Single-threaded.
/// </summary>
/// <typeparam name="TRow">What a line becomes.</typeparam>
public abstract class HistoricalCsv<TRow> : IDisposable
{
    private readonly string[] _names;
    private readonly int[] _columns;
    private readonly bool _needsHeader;
    private bool _isOpen = true;
    private bool _isFirst = true;

    /// <summary>Reads rows.</summary>
    /// <param name="rows">Disposed with this.</param>
    /// <param name="needsHeader">The order of columns differs between files: without a header nothing can be read.</param>
    /// <param name="names">Names of the columns needed, in the order in which the format has them where there is no header; those with a leading blank are not needed and only stand for a place.</param>
    private protected HistoricalCsv(CsvRows rows, bool needsHeader, params string[] names)
    {
        Rows = rows;
        _needsHeader = needsHeader;
        _names = names;
        _columns = [.. Enumerable.Range(0, names.Length)];
    }

    /// <summary>What was wrong.</summary>
    public FileFaults Faults => Rows.Faults;

    private protected CsvRows Rows { get; }

    /// <summary>The next row that can be read.</summary>
    /// <returns>False at the end.</returns>
    public bool TryRead(out TRow row)
    {
        while (_isOpen && Rows.TryRead())
        {
            if (_isFirst)
            {
                _isFirst = false;
                if (IsHeader())
                {
                    _isOpen = TryMap();
                    continue;
                }

                if (_needsHeader)
                {
                    Rows.Fault("no header");
                    break;
                }
            }

            if (TryTake(out row))
                return true;
        }

        _isOpen = false;
        row = default!;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rows.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The place of a needed column.</summary>
    private protected int At(int name) => _columns[name];

    /// <summary>Takes the present line; what is wrong with it is a fault.</summary>
    private protected abstract bool TryTake(out TRow row);

    /// <summary>Called when the header is the present line, for columns beyond the needed ones.</summary>
    private protected virtual bool TryMapMore() => true;

    private bool IsHeader() => Rows[0] is [var first, ..] && (char.IsAsciiLetter((char)first) || first == (byte)'_') && (_needsHeader || Rows.Find(System.Text.Encoding.UTF8.GetBytes(_names[0].Trim())) >= 0);

    private bool TryMap()
    {
        for (var i = 0; i < _names.Length; i++)
        {
            var isNeeded = _names[i][0] != ' ';
            _columns[i] = Rows.Find(System.Text.Encoding.UTF8.GetBytes(_names[i].Trim()));
            if (isNeeded && _columns[i] < 0)
                return Rows.Fault($"no column {_names[i]}");
        }

        return TryMapMore();
    }
}
