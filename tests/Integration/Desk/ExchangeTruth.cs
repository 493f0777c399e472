using System.Globalization;
using Rialto.Host.Roles;
using Rialto.Journal;
using Rialto.Model.Execution;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Twins;
using Rialto.Venue;

namespace Rialto.Integration.Desk;

/// <summary>What an exchange's own journal says of a desk: the orders it was sent, their fills, and what its account has in the end.</summary>
internal sealed class ExchangeTruth
{
    private readonly string _desk;
    private readonly HashSet<OrderId> _orders = [];
    private readonly Dictionary<int, (string Code, int Scale)> _assets = [];
    private readonly Dictionary<(OwnerId, string), decimal> _balances = [];
    private OwnerId _owner;

    private ExchangeTruth(string desk) => _desk = desk;

    /// <summary>How often the exchange was asked for each order.</summary>
    public Dictionary<DeskOrderId, int> Sent { get; } = [];

    /// <summary>What was filled, in units, by number of the trade. An amendment makes a new order, whose fills the desk counts to the first: the trade alone says which it is.</summary>
    public Dictionary<string, long> Fills { get; } = [];

    /// <summary>What the desk's account has of an asset.</summary>
    public decimal BalanceOf(string asset) => _balances[(_owner, asset)];

    /// <summary>Reads a journal through an exchange made anew.</summary>
    /// <param name="folder">Of the exchange.</param>
    /// <param name="desk">The desk's name: whose client ids count.</param>
    public static ExchangeTruth Read(string folder, string desk)
    {
        var truth = new ExchangeTruth(desk);
        var applied = new Applied(truth, new Exchange<EventLogSink>(ExchangeIdentity.Of(folder), new EventLogSink(new EventLog())));
        new JournalReader(Path.Combine(folder, "journal")).Read(ref applied);
        return truth;
    }

    private void Take(in Command command)
    {
        if (command.Kind == CommandKind.NewOrder && ClientOrderIds.TryParse(_desk, command.Text, out var number))
            Sent[number] = Sent.GetValueOrDefault(number) + 1;
    }

    private void Take(in ExchangeEvent happened)
    {
        switch (happened.Kind)
        {
            case EventKind.OrderAccepted when ClientOrderIds.TryParse(_desk, happened.ClientOrderId, out _):
                _orders.Add(happened.OrderId);
                _owner = happened.Owner;
                break;
            case EventKind.Trade:
                Fill(happened.OrderId, in happened);
                Fill(happened.MakerOrderId, in happened);
                break;
            case EventKind.AssetDefined:
                _assets[happened.Asset.Value] = (happened.ClientOrderId.ToString(), happened.Terms.Bits);
                break;
            case EventKind.BalanceChanged:
                var (code, scale) = _assets[happened.Asset.Value];
                _balances[(happened.Owner, code)] = new decimal(happened.Total.Units) / (decimal)Math.Pow(10, scale);
                break;
        }
    }

    private void Fill(OrderId order, in ExchangeEvent trade)
    {
        if (_orders.Contains(order))
            Fills.Add(trade.TradeId.Value.ToString(CultureInfo.InvariantCulture), trade.Quantity.Units);
    }

    private readonly struct Applied(ExchangeTruth truth, Exchange<EventLogSink> exchange) : ICommandHandler
    {
        public void Apply(in Command command)
        {
            exchange.Sink.Log.Clear();
            truth.Take(in command);
            exchange.Apply(in command);
            foreach (ref readonly var happened in exchange.Sink.Log.Events)
                truth.Take(in happened);
        }
    }
}
