using Rialto.BackOffice.Replay;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Index;

/// <summary>What the postings of a data folder say, for one query. Where they are missing or broken it answers with whole stretches, and notes it. One thread.</summary>
internal sealed class AuditIndex : IDisposable
{
    private readonly List<PostingsFile> _files = [];

    private AuditIndex()
    {
    }

    /// <summary>What had to be bypassed, in sentences.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Opens what there is and fits the journal.</summary>
    public static AuditIndex Open(History history)
    {
        var folder = new IndexFolder(history.IndexFolder);
        var index = new AuditIndex();
        var end = 0L;
        foreach (var first in folder.List())
        {
            if (PostingsFile.Open(folder.PathOf(first), out var fault) is not { } file)
                index.Notes.Add($"The postings from sequence {first} are bypassed: {fault}.");
            else if (file.Header.First != first || first <= end || file.Header.Last < first)
                index.Reject(file, "they are not what their name says");
            else
                index._files.Add(file);
            end = index._files.Count > 0 ? index._files[^1].Header.Last : 0;
        }

        index.Check(history);
        return index;
    }

    /// <summary>Where a key's commands are.</summary>
    /// <param name="kind">What kind of key.</param>
    /// <param name="key">The key.</param>
    /// <param name="from">The first sequence of interest.</param>
    public IEnumerable<Stretch> Where(PostingKind kind, long key, long from)
    {
        var next = from;
        foreach (var file in _files)
        {
            if (file.Header.Last < next)
                continue;
            if (file.Header.First > next)
                yield return new Stretch(next, file.Header.First - 1);
            var sequences = new List<long>();
            if (file.Find(kind, key, sequences) is { } fault)
            {
                Notes.Add($"The postings from sequence {file.Header.First} are bypassed: {fault}.");
                yield return new Stretch(Math.Max(next, file.Header.First), file.Header.Last);
            }
            else
            {
                sequences.RemoveAll(sequence => sequence < from);
                if (sequences.Count > 0)
                    yield return new Stretch(sequences[0], sequences[^1], sequences);
            }

            next = file.Header.Last + 1;
        }

        yield return new Stretch(next, long.MaxValue);
    }

    /// <summary>Looks for the command that opened a session, which may have been long before those that were repeated, so that the history knows its address.</summary>
    public void Learn(SessionId session, History history)
    {
        if (session.Value == 0 || history.Knows(session))
            return;
        var first = history.Journal.FirstSequence;
        foreach (var stretch in Where(PostingKind.Sessions, session.Value, first))
        {
            if (stretch.Only is [var opened, ..])
            {
                if (history.Read(opened) is { } command)
                    history.Learn(in command);
            }
            else
            {
                history.FindSession(session, stretch.From, stretch.Through);
            }

            if (history.Knows(session))
                return;
        }
    }

    /// <summary>The first sequence at which an order of this number may have been entered.</summary>
    public long EnteredFrom(OrderId order) => _files.LastOrDefault(file => file.Header.Orders < order.Value)?.Header.Last + 1 ?? 1;

    /// <summary>Where a trade of this number may have been.</summary>
    public Stretch TradedIn(TradeId trade) => new(
        _files.LastOrDefault(file => file.Header.Trades < trade.Value)?.Header.Last + 1 ?? 1,
        _files.FirstOrDefault(file => file.Header.Trades >= trade.Value)?.Header.Last ?? long.MaxValue);

    /// <summary>The first sequence that may not be earlier than a time.</summary>
    public long FirstNotBefore(Timestamp time) => _files.LastOrDefault(file => file.Header.LastTime < time)?.Header.Last + 1 ?? 1;

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    // The newest decides: an index of another journal, or of one that was cut, does not end with the same command.
    private void Check(History history)
    {
        while (_files.Count > 0)
        {
            var newest = _files[^1];
            if (newest.Header.Last < history.Journal.FirstSequence)
            {
                // All that they speak of was taken away.
                Dispose();
                _files.Clear();
                return;
            }

            if (history.Read(newest.Header.Last) is not { } command)
            {
                _files.RemoveAt(_files.Count - 1);
                Reject(newest, "the journal ends before they do");
                continue;
            }

            if (PostingsHeader.CrcOf(in command) != newest.Header.LastCommandCrc)
            {
                Notes.Add("The index is bypassed: it is of another journal.");
                Dispose();
                _files.Clear();
            }

            return;
        }
    }

    private void Reject(PostingsFile file, string why)
    {
        Notes.Add($"The postings from sequence {file.Header.First} are bypassed: {why}.");
        file.Dispose();
    }
}
