using Rialto.BackOffice.Index;
using Rialto.BackOffice.Replay;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>
/// Questions about the past. The index says which commands to look at, snapshots where to begin, and what the answer says comes from repeating the journal itself:
/// a wrong index may cost time, or at worst miss something, and never invents. One at a time.
/// </summary>
public sealed class AuditQueries(History history)
{
    /// <summary>What of index and snapshots had to be bypassed in the last query, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>An order's whole story.</summary>
    /// <returns>The story, or null where there never was such an order.</returns>
    public OrderStory? Order(OrderId order, CancellationToken cancellationToken = default) => Ask(index =>
    {
        var visitor = new OrderVisitor(order);
        history.Visit(Kept(index, index.Where(PostingKind.Orders, order.Value, index.EnteredFrom(order))), visitor, cancellationToken);
        if (visitor.Story is { } story)
            LearnSessions(index, story.Steps);
        return visitor.Story;
    });

    /// <summary>The orders an owner gave a client order id, oldest first, and what was refused under it.</summary>
    public (IReadOnlyList<OrderId> Orders, IReadOnlyList<Step> Refusals) Orders(OwnerId owner, Text36 clientOrderId, CancellationToken cancellationToken = default) => Ask(index =>
    {
        var visitor = new ClientOrderIdVisitor(owner, clientOrderId);
        history.Visit(Kept(index, index.Where(PostingKind.Names, Posting.NameKey(owner, clientOrderId), 1)), visitor, cancellationToken);
        LearnSessions(index, visitor.Refusals);
        return ((IReadOnlyList<OrderId>)visitor.Orders, (IReadOnlyList<Step>)visitor.Refusals);
    });

    /// <summary>One trade with what led to it; null where there never was one of this number.</summary>
    public TradeStory? Trade(TradeId trade, CancellationToken cancellationToken = default) => Ask(index =>
    {
        var finder = new TradeFinder(trade);
        history.Visit(Kept(index, [index.TradedIn(trade)]), finder, cancellationToken);
        if (!finder.IsDone)
            return null;
        var visitor = new TradeVisitor(finder.Found);
        history.Visit(new Stretch(finder.Found.Sequence, finder.Found.Sequence), visitor, cancellationToken);
        index.Learn(visitor.Story!.Command.Session, history);
        return visitor.Story;
    });

    /// <summary>A page of what an owner did and what happened to it. Where too much would have to be read for it, the page is shorter than asked.</summary>
    public Activity Activity(ActivityQuery query, CancellationToken cancellationToken = default) => Ask(index =>
    {
        ArgumentNullException.ThrowIfNull(query);
        var visitor = new ActivityVisitor(query);
        var from = Math.Max(query.AfterSequence + 1, query.From.IsNone ? 1 : index.FirstNotBefore(query.From));
        var next = 0L;
        try
        {
            history.Visit(Kept(index, index.Where(PostingKind.Owners, query.Owner.Value, from)), visitor, cancellationToken);
            next = visitor.IsFull ? visitor.Steps[^1].Sequence : 0;
        }
        catch (WorkLimitException) when (history.Position > query.AfterSequence)
        {
            next = history.Position;
        }

        LearnSessions(index, visitor.Steps);
        return new Activity(query, visitor.Steps, next);
    });

    /// <summary>The first command not earlier than a time; the one after the journal's end where there is none.</summary>
    public long FirstAt(Timestamp time, CancellationToken cancellationToken = default)
    {
        history.Begin();
        var sequence = 0L;
        var visitor = new MomentVisitor(new Moment(0, new Timestamp(time.Nanoseconds - 1))) { Take = replica => sequence = replica.Sequence + 1 };
        visitor.Finish(history.Visit(new Stretch(history.Past.NearestBefore(new Timestamp(time.Nanoseconds - 1)) + 1, long.MaxValue), visitor, cancellationToken));
        return sequence;
    }

    /// <summary>An instrument's book at a moment.</summary>
    /// <param name="symbol">Which instrument.</param>
    /// <param name="moment">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The book; null where there was no such instrument then.</returns>
    /// <exception cref="MomentNotReachedException">The journal ends before the moment's sequence.</exception>
    public BookAt? Book(string symbol, Moment moment, CancellationToken cancellationToken = default)
    {
        history.Begin();
        BookAt? book = null;
        var visitor = new MomentVisitor(moment)
        {
            Take = replica => book = replica.Find(symbol) is { } instrument
                ? new BookAt(instrument, replica.Sequence, replica.Time, replica.StateHash, replica.Audit(instrument.Id))
                : null,
        };
        var from = moment.IsEnd ? long.MaxValue : moment.Sequence != 0 ? moment.Sequence : history.Past.NearestBefore(moment.Time) + 1;
        var replica = history.Visit(new Stretch(from, long.MaxValue), visitor, cancellationToken);
        Notes = [.. history.Past.Notes];
        if (replica.Sequence < moment.Sequence)
            throw new MomentNotReachedException(replica.Sequence);
        visitor.Finish(replica);
        return book;
    }

    // Where old segments were taken away an answer is made of what is left, and says so.
    private IEnumerable<Stretch> Kept(AuditIndex index, IEnumerable<Stretch> stretches)
    {
        var first = history.Past.First;
        if (first > 1)
            index.Notes.Add($"What was before sequence {first} is not kept any more, and not part of the answer.");
        foreach (var stretch in stretches)
        {
            if (stretch.Through >= first)
                yield return stretch with { From = Math.Max(stretch.From, first) };
        }
    }

    private T Ask<T>(Func<AuditIndex, T> ask)
    {
        history.Begin();
        using var index = AuditIndex.Open(history);
        try
        {
            return ask(index);
        }
        finally
        {
            Notes = [.. index.Notes, .. history.Past.Notes];
        }
    }

    private void LearnSessions(AuditIndex index, IEnumerable<Step> steps)
    {
        foreach (var session in steps.Select(step => step.Command.Session).Distinct())
            index.Learn(session, history);
    }
}

/// <summary>The journal ends before the moment asked for.</summary>
public sealed class MomentNotReachedException(long lastSequence) : Exception($"The journal ends at sequence {lastSequence}.")
{
    /// <summary>Where it ends.</summary>
    public long LastSequence { get; } = lastSequence;
}
