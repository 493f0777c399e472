using Rialto.BackOffice.Replay;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Audit;

/// <summary>One trade with what led to it.</summary>
/// <param name="Trade">The trade.</param>
/// <param name="Command">The command that caused it.</param>
/// <param name="Rules">The instrument's rules at that moment: the fee rates.</param>
/// <param name="BookBefore">The book before the command.</param>
/// <param name="BookAfter">The book after it.</param>
/// <param name="Index">Which of the command's trades it was, from 1.</param>
/// <param name="Count">Trades of the command.</param>
public sealed record TradeStory(
    ExchangeEvent Trade, Command Command, InstrumentRules Rules, BookPicture BookBefore, BookPicture BookAfter, int Index, int Count);

/// <summary>Finds the command of a trade. A command does not know what it will trade, so the book before it is looked at by a <see cref="TradeVisitor"/> afterwards.</summary>
internal sealed class TradeFinder(TradeId trade) : IVisitor
{
    /// <summary>The trade; kind None where it was not found.</summary>
    public ExchangeEvent Found { get; private set; }

    /// <inheritdoc/>
    public bool IsDone => Found.Kind != EventKind.None;

    /// <inheritdoc/>
    public void Before(in Command command, Replica replica)
    {
        // Only what became of it is asked.
    }

    /// <inheritdoc/>
    public void After(in Command command, Replica replica)
    {
        if (replica.LastTradeId.Value < trade.Value)
            return;
        foreach (ref readonly var one in replica.Events)
        {
            if (one.Kind == EventKind.Trade && one.TradeId == trade)
                Found = one;
        }
    }
}

/// <summary>Tells a trade that was found.</summary>
internal sealed class TradeVisitor(ExchangeEvent found) : IVisitor
{
    private BookPicture? _before;

    /// <summary>The story, once visited.</summary>
    public TradeStory? Story { get; private set; }

    /// <inheritdoc/>
    public bool IsDone => Story is not null;

    /// <inheritdoc/>
    public void Before(in Command command, Replica replica)
    {
        if (command.Sequence == found.Sequence)
            _before = BookPicture.Of(replica.Audit(found.Instrument));
    }

    /// <inheritdoc/>
    public void After(in Command command, Replica replica)
    {
        if (_before is not { } before)
            return;
        var (index, count) = (0, 0);
        foreach (ref readonly var one in replica.Events)
        {
            if (one.Kind != EventKind.Trade)
                continue;
            count++;
            if (one.TradeId == found.TradeId)
                index = count;
        }

        Story = new TradeStory(found, command, replica.RulesOf(found.Instrument), before, BookPicture.Of(replica.Audit(found.Instrument)), index, count);
    }
}
