using Rialto.Model.Orders;
using Rialto.Trading.Queues;
using Rialto.Wire.Files.Dbn;
using Rialto.Wire.Files.Lobster;

namespace Rialto.Load.Queues;

/// <summary>Recordings that name every order, as trials of queue models. Also compiled into the unit tests, which know the exact outcome.</summary>
internal static class QueueFiles
{
    /// <summary>LOBSTER messages: each row is an event; orders that the file did not enter, and hidden ones, are not part of the trial.</summary>
    public static QueueTrial Run(IEnumerable<LobsterMessage> messages, params ReadOnlySpan<CancelLaw> laws) => Run(messages, new QueueTrial(laws));

    /// <summary>As <see cref="Run(IEnumerable{LobsterMessage}, ReadOnlySpan{CancelLaw})"/>, for any trial.</summary>
    public static TTrial Run<TTrial>(IEnumerable<LobsterMessage> messages, TTrial trial)
        where TTrial : IOrderTrial
    {
        foreach (var message in messages)
        {
            var isKnown = trial.LeftOf(message.OrderId) > 0;
            switch (message.Event)
            {
                case LobsterEvent.New:
                    trial.Enter(message.OrderId, message.Side, message.Price, message.Size);
                    break;
                case LobsterEvent.Reduce when isKnown:
                    trial.Reduce(message.OrderId, message.Size);
                    break;
                case LobsterEvent.Delete when isKnown:
                    trial.Leave(message.OrderId);
                    break;
                case LobsterEvent.Execution when isKnown:
                    trial.Trade(message.Side, message.Price, message.Size);
                    trial.Fill(message.OrderId, message.Size);
                    trial.Reduce(message.OrderId, message.Size);
                    break;
                default:
                    continue;
            }

            trial.EndEvent(message.Time);
        }

        return trial;
    }

    /// <summary>MBO records of the first instrument: the snapshot is one event, then each event ends where its last record says. Trades as aggressors made them.</summary>
    public static QueueTrial Run(IEnumerable<DbnMbo> records, params ReadOnlySpan<CancelLaw> laws) => Run(records, new QueueTrial(laws));

    /// <summary>As <see cref="Run(IEnumerable{DbnMbo}, ReadOnlySpan{CancelLaw})"/>, for any trial.</summary>
    public static TTrial Run<TTrial>(IEnumerable<DbnMbo> records, TTrial trial)
        where TTrial : IOrderTrial
    {
        uint instrument = 0;
        var isSnapshot = true;
        foreach (var record in records)
        {
            if (instrument == 0)
                instrument = record.Instrument;
            if (record.Instrument != instrument)
                continue;
            if (isSnapshot && (record.Flags & MboFlags.Snapshot) == 0)
            {
                trial.EndEvent((long)record.EventTime);
                trial.ForgetPlaces();
                isSnapshot = false;
            }

            Apply(trial, record);
            if (!isSnapshot && (record.Flags & MboFlags.Last) != 0)
                trial.EndEvent((long)record.EventTime);
        }

        return trial;
    }

    private static void Apply(IOrderTrial trial, in DbnMbo record)
    {
        var id = (long)record.OrderId;
        var side = record.Side == (byte)'B' ? Side.Buy : Side.Sell;
        var left = trial.LeftOf(id);
        switch (record.Action)
        {
            // Another price or a larger size loses the place, a smaller one keeps it.
            case MboAction.Modify when left > 0 && trial.PlaceOf(id) == (side, record.Price) && record.Size <= left:
                trial.Reduce(id, left - record.Size);
                break;
            case MboAction.Add or MboAction.Modify:
                trial.Enter(id, side, record.Price, record.Size);
                break;
            case MboAction.Cancel:
                trial.Reduce(id, Math.Min(left, record.Size));
                break;
            case MboAction.Fill:
                trial.Fill(id, Math.Min(left, record.Size));
                break;
            case MboAction.Trade when record.Side != (byte)'N':
                trial.Trade(side == Side.Buy ? Side.Sell : Side.Buy, record.Price, record.Size);
                break;
        }
    }
}
