using Rialto.Model.Units;

namespace Rialto.Host.Arbitrage;

/// <summary>Tables of several files as one recording, by time; looks of one moment in the order of the files.</summary>
internal sealed class TableInput : IArbInput
{
    private readonly List<(TableRow Row, int Source)> _rows = [];
    private readonly WholeBook[] _books;
    private readonly List<string> _remarks = [];
    private long _done;

    /// <summary>Reads the files.</summary>
    /// <exception cref="ArbFileException">One cannot be read, or two tell of one source.</exception>
    public TableInput(IEnumerable<string> arguments, CancellationToken stop)
    {
        var sources = new List<ArbSource>();
        foreach (var argument in arguments)
        {
            var file = new TableFile(argument, stop);
            var first = sources.Count;
            foreach (var source in file.Sources)
            {
                if (sources.Exists(known => known.Name == source.Name))
                    throw new ArbFileException($"{source.Name} is told by two files.");
                sources.Add(source);
            }

            _rows.AddRange(file.Rows.Select(row => (row, first + row.Source)));
            foreach (var remark in file.Remarks)
            {
                if (!_remarks.Contains(remark))
                    _remarks.Add(remark);
            }

            if (file.Strange > 0)
                _remarks.Add($"{argument}: {file.Strange} rows could not be read.");
        }

        // Stable: what happened at one moment stays in its order.
        _rows = [.. _rows.OrderBy(static entry => entry.Row.Time)];
        Sources = sources;
        _books = [.. sources.Select(static _ => new WholeBook())];
        ResolutionNs = Resolution();
    }

    /// <inheritdoc/>
    public IReadOnlyList<ArbSource> Sources { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ISourceBook> Books => _books;

    /// <inheritdoc/>
    public long ResolutionNs { get; }

    /// <inheritdoc/>
    public long Total => _rows.Count;

    /// <inheritdoc/>
    public long Done => Volatile.Read(ref _done);

    /// <inheritdoc/>
    public IEnumerable<string> Remarks => _remarks;

    /// <inheritdoc/>
    public void Read(IArbReader reader, CancellationToken stop)
    {
        var now = default(Timestamp);
        foreach (var (row, source) in _rows)
        {
            // A moment ends where the next begins: what was looked at together is compared together.
            if (row.Time > now && !now.IsNone)
            {
                stop.ThrowIfCancellationRequested();
                reader.EndFrame(now);
            }

            now = row.Time;
            _books[source].Set(row.Bids, row.Asks);
            reader.OnBest(source, _books[source].Best, now);
            Volatile.Write(ref _done, _done + 1);
        }

        if (!now.IsNone)
            reader.EndFrame(now);
        reader.Finish(now);
    }

    /// <summary>The longest of the sources' usual times between two looks.</summary>
    private long Resolution()
    {
        var last = new long[Sources.Count];
        var gaps = new List<long>[Sources.Count];
        foreach (var (row, source) in _rows)
        {
            if (last[source] > 0 && row.Time.Nanoseconds > last[source])
                (gaps[source] ??= []).Add(row.Time.Nanoseconds - last[source]);
            last[source] = row.Time.Nanoseconds;
        }

        var longest = 0L;
        foreach (var own in gaps.OfType<List<long>>())
        {
            own.Sort();
            longest = Math.Max(longest, own[own.Count / 2]);
        }

        return longest;
    }
}
