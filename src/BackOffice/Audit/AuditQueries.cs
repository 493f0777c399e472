using Rialto.BackOffice.Replay;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>Questions about the past. One at a time; each reads what it needs and keeps nothing.</summary>
public sealed class AuditQueries(History history)
{
    /// <summary>An order's whole story.</summary>
    /// <returns>The story, or null where there never was such an order.</returns>
    public OrderStory? Order(OrderId order, CancellationToken cancellationToken = default)
    {
        var visitor = new OrderVisitor(order);
        history.Visit(Stretch.All, visitor, cancellationToken);
        return visitor.Story;
    }

    /// <summary>The orders an owner gave a client order id, oldest first, and what was refused under it.</summary>
    public (IReadOnlyList<OrderId> Orders, IReadOnlyList<Step> Refusals) Orders(OwnerId owner, Text36 clientOrderId, CancellationToken cancellationToken = default)
    {
        var visitor = new ClientOrderIdVisitor(owner, clientOrderId);
        history.Visit(Stretch.All, visitor, cancellationToken);
        return (visitor.Orders, visitor.Refusals);
    }

    /// <summary>One trade with what led to it; null where there never was one of this number.</summary>
    public TradeStory? Trade(TradeId trade, CancellationToken cancellationToken = default)
    {
        var finder = new TradeFinder(trade);
        history.Visit(Stretch.All, finder, cancellationToken);
        if (!finder.IsDone)
            return null;
        var visitor = new TradeVisitor(finder.Found);
        history.Visit(new Stretch(finder.Found.Sequence, finder.Found.Sequence), visitor, cancellationToken);
        return visitor.Story;
    }

    /// <summary>A page of what an owner did and what happened to it.</summary>
    public Activity Activity(ActivityQuery query, CancellationToken cancellationToken = default)
    {
        var visitor = new ActivityVisitor(query);
        history.Visit(new Stretch(query.AfterSequence + 1, long.MaxValue), visitor, cancellationToken);
        return new Activity(query, visitor.Steps, visitor.IsFull ? visitor.Steps[^1].Sequence : 0);
    }

    /// <summary>An instrument's book at a moment.</summary>
    /// <param name="symbol">Which instrument.</param>
    /// <param name="moment">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The book; null where there was no such instrument then.</returns>
    /// <exception cref="MomentNotReachedException">The journal ends before the moment's sequence.</exception>
    public BookAt? Book(string symbol, Moment moment, CancellationToken cancellationToken = default)
    {
        BookAt? book = null;
        var visitor = new MomentVisitor(moment)
        {
            Take = replica => book = replica.Find(symbol) is { } instrument
                ? new BookAt(instrument, replica.Sequence, replica.Time, replica.StateHash, replica.Audit(instrument.Id))
                : null,
        };
        var replica = history.Visit(Stretch.All, visitor, cancellationToken);
        if (replica.Sequence < moment.Sequence)
            throw new MomentNotReachedException(replica.Sequence);
        visitor.Finish(replica);
        return book;
    }
}

/// <summary>The journal ends before the moment asked for.</summary>
public sealed class MomentNotReachedException(long lastSequence) : Exception($"The journal ends at sequence {lastSequence}.")
{
    /// <summary>Where it ends.</summary>
    public long LastSequence { get; } = lastSequence;
}
