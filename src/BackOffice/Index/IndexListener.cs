using Rialto.BackOffice.Replay;
using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Counters;

namespace Rialto.BackOffice.Index;

/// <summary>Builds postings as a follower goes: a file as each interval is complete. Begun inside of an interval, it first reads that interval's beginning again.</summary>
/// <param name="history">The past, for that.</param>
/// <param name="interval">Commands of an interval.</param>
public sealed class IndexListener(History history, int interval = IndexFolder.IntervalCommands) : IFollowerListener
{
    private readonly IndexFolder _folder = new(history.IndexFolder);
    private PostingsBuilder? _builder;
    private string? _failure;

    /// <summary>Files written.</summary>
    public Counter Written { get; } = new("audit_index_intervals_total", "Intervals of the audit index written.");

    /// <summary>Files that could not be written.</summary>
    public Counter Failed { get; } = new("audit_index_failures_total", "Intervals of the audit index that could not be written.");

    /// <summary>Why the last could not be written; null where it could. Any thread.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    /// <summary>The first command of the first complete interval that has no file; the one after the last complete interval where none is missing.</summary>
    /// <param name="end">The journal's last command.</param>
    public long FirstMissing(long end)
    {
        var there = _folder.List().ToHashSet();
        var first = 1L;
        while (first + interval - 1 <= end && there.Contains(first))
            first += interval;
        return first;
    }

    /// <inheritdoc/>
    public void OnStart(in FollowerCut at, IReplayMachine machine)
    {
        var sequence = at.Sequence;
        var first = IndexFolder.FirstOf(sequence + 1, interval);
        try
        {
            var before = history.StandBefore(first);
            _builder = new PostingsBuilder(first, before.LastOrderId.Value, before.LastTradeId.Value);
            if (sequence >= first)
                history.Visit(new Stretch(first, sequence), new Again(this));
        }
        catch (Exception problem) when (problem is JournalCorruptException or JournalGapException or IOException)
        {
            // Nothing is indexed then; what follows the journal must not end for it.
            _builder = null;
            Fail(problem);
        }
    }

    /// <inheritdoc/>
    public void On(in Command command, ReadOnlySpan<ExchangeEvent> events)
    {
        if (_builder is not { } builder)
            return;
        builder.Add(in command, events);
        if (builder.Last < builder.First + interval - 1)
            return;
        Write(builder);
        _builder = new PostingsBuilder(builder.Last + 1, builder.Orders, builder.Trades);
    }

    /// <inheritdoc/>
    public void OnCut(in FollowerCut at)
    {
        // Intervals end where their number says, not where batches do.
    }

    private void Write(PostingsBuilder builder)
    {
        try
        {
            Directory.CreateDirectory(_folder.Folder);
            builder.Write(_folder.PathOf(builder.First));
            Volatile.Write(ref _failure, null);
            Written.Increment();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Queries read the interval whole; 'rialto journal index' fills it in.
            Fail(problem);
        }
    }

    private void Fail(Exception problem)
    {
        Volatile.Write(ref _failure, problem.Message);
        Failed.Increment();
    }

    private sealed class Again(IndexListener listener) : IVisitor
    {
        public bool IsDone => false;

        public void Before(in Command command, Replica replica)
        {
            // Events are all it needs.
        }

        public void After(in Command command, Replica replica) => listener.On(in command, replica.Events);
    }
}
