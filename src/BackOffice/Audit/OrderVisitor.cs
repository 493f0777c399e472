using Rialto.BackOffice.Replay;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>Collects an order's story: every command that touched it, with the book around it and its place in the queue.</summary>
internal sealed class OrderVisitor(OrderId order) : IVisitor
{
    // Each picture walks the whole book; an order touched more often is told without pictures from there on.
    private const int PicturesMax = 500;

    private BookPicture? _before;
    private string? _guard;
    private int _pictures;

    /// <summary>What was found; null where there is no such order.</summary>
    public OrderStory? Story { get; private set; }

    // Later attempts on an order that has ended are part of its story too.
    /// <inheritdoc/>
    public bool IsDone => false;

    /// <inheritdoc/>
    public void Before(in Command command, Replica replica)
    {
        (_before, _guard) = (null, null);
        if (Story is null)
        {
            if (command.Kind != CommandKind.NewOrder || replica.LastOrderId.Value + 1 != order.Value || replica.Find(command.Instrument) is null)
                return;
            var book = replica.Audit(command.Instrument);
            _before = BookPicture.Of(book);
            _guard = CollarOf(command, replica, book);
        }
    }

    /// <inheritdoc/>
    public void After(in Command command, Replica replica)
    {
        List<ExchangeEvent>? mine = null;
        foreach (ref readonly var one in replica.Events)
        {
            if (Belongs.To(in one, order))
                (mine ??= []).Add(one);
        }

        if (mine is null)
            return;
        if (Story is null)
        {
            if (mine[0].Kind != EventKind.OrderAccepted)
                return;
            Story = new OrderStory(mine[0]);
        }

        var withPicture = _pictures < PicturesMax;
        var step = new Step(command, mine) { BookBefore = _before, Guard = _guard };
        if (withPicture)
        {
            _pictures++;
            var book = replica.Audit(Story.Instrument);
            step = step with { BookAfter = BookPicture.Of(book), Place = QueuePlace.Of(book, order, Story.Accepted.Side) };
        }

        Story.Add(step, !withPicture);
    }

    // The one guard that works without an event: a market order's worst price, where the order itself names none (matching.md, section 4).
    private static string? CollarOf(in Command command, Replica replica, BookState book)
    {
        var rules = replica.RulesOf(command.Instrument);
        var opposite = command.Side == Side.Buy ? book.Asks : book.Bids;
        if (command.Terms.Type != OrderType.Market || !command.Price.IsNone || rules.CollarPpm == 0 || opposite.Count == 0 || book.State != InstrumentState.Open)
            return null;
        var best = (Int128)opposite[0].Price.Units;
        var worst = command.Side == Side.Buy
            ? best * (1_000_000 + rules.CollarPpm) / 1_000_000
            : (best * (1_000_000 - rules.CollarPpm) + 999_999) / 1_000_000;
        return $"the instrument's collar of {Words.Percent(rules.CollarPpm)} let this market order trade no worse than {replica.Find(command.Instrument)!.Price(new Price((long)worst))}";
    }
}

/// <summary>Finds the orders an owner gave a client order id, and what was refused under it.</summary>
internal sealed class ClientOrderIdVisitor(OwnerId owner, Text36 clientOrderId) : IVisitor
{
    /// <summary>Orders that had the id at some time, in order of first use.</summary>
    public List<OrderId> Orders { get; } = [];

    /// <summary>Refusals under it.</summary>
    public List<Step> Refusals { get; } = [];

    /// <inheritdoc/>
    public bool IsDone => false;

    /// <inheritdoc/>
    public void Before(in Command command, Replica replica)
    {
        // Only what became of it is asked.
    }

    /// <inheritdoc/>
    public void After(in Command command, Replica replica)
    {
        foreach (ref readonly var one in replica.Events)
        {
            if (!Belongs.To(in one, owner, clientOrderId))
                continue;
            if (one.Kind is EventKind.OrderRejected or EventKind.CommandRejected)
                Refusals.Add(new Step(command, [one]));
            else if (!Orders.Contains(one.OrderId))
                Orders.Add(one.OrderId);
        }
    }
}
