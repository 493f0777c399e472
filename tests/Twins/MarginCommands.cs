using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>margin.md, sections 2, 6, 9 and 10.</summary>
internal static class MarginCommands
{
    public static void Do(NaiveState s, in Command c)
    {
        var i = s.Find(c.Instrument);
        var reason = c.Kind switch
        {
            CommandKind.SetContract => CheckTerms(s, c, i),
            CommandKind.SetRiskTier => Positions.CheckAccount(s, c.Owner),
            CommandKind.FundInsurance => CheckFund(s, c),
            _ when i is null => RejectReason.UnknownInstrument,
            _ when i.Contract is null => RejectReason.NotAContract,
            CommandKind.SetMarkPrice => i.State == InstrumentState.Expired ? RejectReason.InstrumentExpired : CheckMark(s, i, c.Price),
            CommandKind.ApplyFunding => CheckFunding(c, i),
            CommandKind.SetPositionLimit => CheckLimit(s, c),
            CommandKind.SetLeverage => CheckLeverage(s, c, i),
            CommandKind.MoveIsolatedMargin => CheckMove(s, c, i),
            _ => CheckSettlement(s, c, i),
        };
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        switch (c.Kind)
        {
            case CommandKind.SetContract:
                i!.Contract = new NaiveContract(c.ToContract());
                s.Report.Write(new ExchangeEvent
                {
                    Kind = EventKind.ContractSet,
                    Instrument = c.Instrument,
                    OrderId = c.OrderId,
                    Price = c.Price,
                    Quantity = c.Quantity,
                    DisplayQuantity = c.DisplayQuantity,
                    ExpireTime = c.ExpireTime,
                });
                break;
            case CommandKind.SetMarkPrice:
                Mark(s, i!, c.Price);
                break;
            case CommandKind.ApplyFunding:
                Fund(s, i!, c.Quantity.Units);
                break;
            case CommandKind.FundInsurance:
                var asset = s.Bank.Find(c.Asset)!;
                asset.House -= c.Amount.Units;
                asset.Insurance += c.Amount.Units;
                TellInsurance(s, asset, InsuranceCause.Funded, default, c.Amount.Units, c.Text);
                break;
            case CommandKind.SettleContract:
                Settle(s, i!, c.Price);
                break;
            default:
                SetRisk(s, c, i);
                break;
        }
    }

    public static void TellInsurance(NaiveState s, NaiveAsset asset, InsuranceCause cause, OwnerId account, BigInteger amount, Text36 note = default) => s.Report.Write(new ExchangeEvent
    {
        Kind = EventKind.InsuranceChanged,
        Reason = (ushort)cause,
        Owner = account,
        MarginAsset = asset.Asset.Id,
        Amount = new Money((long)amount),
        Insurance = new Money((long)asset.Insurance),
        ClientOrderId = note,
    });

    private static RejectReason CheckTerms(NaiveState s, in Command c, NaiveInstrument? i)
    {
        if (i is null)
            return RejectReason.UnknownInstrument;
        if (i.State != InstrumentState.Announced)
            return RejectReason.InstrumentAlreadyTrading;
        var (t, d) = (c.ToContract(), i.Definition);
        var inRange = d.BaseAsset.Value == 0 && d.QuoteAsset.Value == 0 && s.Bank.Find(t.Asset) is { } asset && asset.Asset.Scale == d.MoneyScale
            && t.Multiplier is >= 1 and <= 1_000_000 && t.InitialPpm is >= 1 and <= 1_000_000 && t.MaintenancePpm >= 1 && t.MaintenancePpm <= t.InitialPpm
            && t.CollarPpm is >= 1 and <= 1_000_000 && t.StepPpm is >= 1 and <= 1_000_000 && t.LiquidationFeePpm is >= 0 and <= 100_000
            && c.DisplayQuantity.Units >> 32 == 0 && (c.ExpireTime.Nanoseconds == 0 || c.ExpireTime > s.Time);
        if (!inRange)
            return RejectReason.ContractInvalid;
        var exponent = d.MoneyScale - d.PriceScale - d.QuantityScale;
        var product = (BigInteger)d.Tick.Units * d.Lot.Units * t.Multiplier;
        return exponent < 0 && !(product % BigInteger.Pow(10, -exponent)).IsZero ? RejectReason.ContractInvalid : RejectReason.None;
    }

    private static RejectReason CheckMark(NaiveState s, NaiveInstrument i, Price price)
    {
        if (price.Units < 1 || price.Units > Price.MaxUnits || price.Units % i.Definition.Tick.Units != 0)
            return RejectReason.MarkPriceInvalid;
        foreach (var account in s.Bank.Accounts)
        {
            var p = Worth.Get(s, account.Id, i.Id);
            var worst = Worth.Worst(p, Worth.OpenOrders(s, account.Id, i.Id, Side.Buy), Worth.OpenOrders(s, account.Id, i.Id, Side.Sell));
            if (Worth.N(i, price.Units, worst) > BigInteger.Pow(2, 58))
                return RejectReason.MarkPriceInvalid;
        }

        return RejectReason.None;
    }

    private static void Mark(NaiveState s, NaiveInstrument i, Price price)
    {
        s.Report.Write(new ExchangeEvent { Kind = EventKind.MarkPriceSet, Instrument = i.Id, Price = price, OldPrice = i.Contract!.Mark });
        i.Contract.Mark = price;
    }

    private static RejectReason CheckFunding(in Command c, NaiveInstrument i) =>
        i.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
        : !i.Contract!.Terms.Expiry.IsNone || c.Quantity.Units < -1_000_000_000 || c.Quantity.Units > 1_000_000_000 ? RejectReason.FundingInvalid
        : i.Contract.Mark.IsNone ? RejectReason.NoMarkPrice
        : RejectReason.None;

    private static void Fund(NaiveState s, NaiveInstrument i, long rate)
    {
        var asset = s.Bank.Find(i.Contract!.Terms.Asset)!;
        BigInteger Share(NaivePosition p)
        {
            var exact = Worth.N(i, i.Contract.Mark.Units, BigInteger.Abs(p.Quantity)) * BigInteger.Abs(rate);
            return p.Quantity.Sign == Math.Sign(rate) ? -Worth.Ceiling(exact, 1_000_000_000) : exact / 1_000_000_000;
        }

        var holders = s.Margin.Positions.Where(p => p.Instrument == i.Id && !p.Quantity.IsZero).OrderBy(p => p.Account.Value).Select(p => (Position: p, Share: Share(p))).ToList();
        var rest = -holders.Aggregate(BigInteger.Zero, (sum, h) => sum + h.Share);
        asset.Insurance += rest;
        Tell(default, rest);
        foreach (var (position, share) in holders.Where(h => !h.Share.IsZero))
        {
            position.Funding += share;
            Positions.Pay(s, position, share);
            Tell(position.Account, share);
        }

        void Tell(OwnerId owner, BigInteger amount) => s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.FundingPaid,
            Owner = owner,
            Instrument = i.Id,
            MarginAsset = asset.Asset.Id,
            Price = i.Contract.Mark,
            Amount = new Money((long)amount),
            FundingRate = rate,
        });
    }

    private static RejectReason CheckFund(NaiveState s, in Command c)
    {
        if (s.Bank.Find(c.Asset) is not { } asset)
            return RejectReason.AssetUnknown;
        if (!c.Text.IsWellFormed)
            return RejectReason.MalformedClientOrderId;
        if (c.Amount.Units == 0)
            return RejectReason.AmountNotPositive;
        var after = asset.Insurance + c.Amount.Units;
        return after < 0 ? RejectReason.InsufficientFunds : after > BigInteger.Pow(2, 62) ? RejectReason.BalanceTooLarge : RejectReason.None;
    }

    private static RejectReason CheckLimit(NaiveState s, in Command c)
    {
        if (c.Owner.Value != 0)
        {
            var reason = Positions.CheckAccount(s, c.Owner);
            if (reason != RejectReason.None)
                return reason;
            if (c.Terms.Bits != 0)
                return RejectReason.UnknownTerms;
        }

        var most = BigInteger.Pow(10, 18);
        return c.Quantity.Units < 0 || c.Quantity.Units > most || c.DisplayQuantity.Units < 0 || c.DisplayQuantity.Units > most ? RejectReason.LimitInvalid : RejectReason.None;
    }

    private static RejectReason CheckPosition(NaiveState s, in Command c, NaiveInstrument i) =>
        i.State == InstrumentState.Announced ? RejectReason.InstrumentNotOpenYet
        : i.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
        : Positions.CheckAccount(s, c.Owner);

    private static RejectReason CheckLeverage(NaiveState s, in Command c, NaiveInstrument i)
    {
        var reason = CheckPosition(s, c, i);
        if (reason != RejectReason.None)
            return reason;
        if (c.Quantity.Units < 0 || c.Quantity.Units > 1_000_000 / i.Contract!.Terms.InitialPpm || c.Terms.Bits > 1)
            return RejectReason.LeverageInvalid;
        var p = Worth.Get(s, c.Owner, i.Id);
        var (buys, sells) = (Worth.OpenOrders(s, c.Owner, i.Id, Side.Buy), Worth.OpenOrders(s, c.Owner, i.Id, Side.Sell));
        if (p.IsIsolated != (c.Terms.Bits == 1) && !(p.Quantity.IsZero && buys.IsZero && sells.IsZero && p.Own.IsZero))
            return RejectReason.PositionNotEmpty;
        var (before, after) = (Worth.Initial(s, p), Worth.Initial(s, p, buys, sells, Worth.OpenLoss(s, p), (int)c.Quantity.Units));
        var pocket = Worth.PocketOf(s, p);
        return after > before && Worth.Equity(s, pocket) < Worth.Initial(s, pocket) - before + after ? RejectReason.InsufficientMargin : RejectReason.None;
    }

    private static RejectReason CheckMove(NaiveState s, in Command c, NaiveInstrument i)
    {
        var reason = CheckPosition(s, c, i);
        if (reason != RejectReason.None)
            return reason;
        var p = Worth.Get(s, c.Owner, i.Id);
        if (!p.IsIsolated)
            return RejectReason.NotIsolated;
        var amount = (BigInteger)c.Amount.Units;
        if (amount.IsZero)
            return RejectReason.AmountNotPositive;
        var from = amount > 0 ? Worth.PocketOf(s, p) with { Contract = default } : Worth.PocketOf(s, p);
        return BigInteger.Abs(amount) > Worth.Free(s, from) ? RejectReason.InsufficientMargin : RejectReason.None;
    }

    private static void SetRisk(NaiveState s, in Command c, NaiveInstrument? i)
    {
        switch (c.Kind)
        {
            case CommandKind.SetPositionLimit:
                s.Margin.Limits.Remove((c.Instrument, c.Owner, c.Terms.Bits));
                if (c.Quantity.Units != 0 || c.DisplayQuantity.Units != 0)
                    s.Margin.Limits.Add((c.Instrument, c.Owner, c.Terms.Bits), (c.Quantity.Units, c.DisplayQuantity.Units));
                break;
            case CommandKind.SetRiskTier:
                s.Margin.Tiers.Remove(c.Owner);
                if (c.Terms.Bits != 0)
                    s.Margin.Tiers.Add(c.Owner, c.Terms.Bits);
                break;
            case CommandKind.SetLeverage:
                var set = Worth.GetOrAdd(s, c.Owner, i!.Id);
                (set.Leverage, set.IsIsolated) = ((int)c.Quantity.Units, c.Terms.Bits == 1);
                break;
            default:
                var p = Worth.GetOrAdd(s, c.Owner, i!.Id);
                s.Bank.Add(p.Account, i.Contract!.Terms.Asset, -c.Amount.Units);
                p.Own += c.Amount.Units;
                break;
        }

        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.RiskSet,
            Reason = (ushort)c.Kind,
            Instrument = c.Instrument,
            Owner = c.Owner,
            Terms = c.Terms,
            Quantity = c.Quantity,
            DisplayQuantity = c.DisplayQuantity,
        });
    }

    private static RejectReason CheckSettlement(NaiveState s, in Command c, NaiveInstrument i) =>
        i.State == InstrumentState.Announced ? RejectReason.InstrumentNotOpenYet
        : i.Contract!.IsSettled ? RejectReason.InstrumentExpired
        : !i.Contract.Terms.Expiry.IsNone && s.Time < i.Contract.Terms.Expiry ? RejectReason.ContractNotDue
        : CheckMark(s, i, c.Price);

    private static void Settle(NaiveState s, NaiveInstrument i, Price price)
    {
        Mark(s, i, price);
        if (i.State != InstrumentState.Expired)
        {
            if (i.Halt is not null)
                Guards.End(s, i, byCommand: true);
            Administration.ChangeState(s, i, InstrumentState.Expired);
        }

        i.Contract!.IsSettled = true;
        foreach (var p in s.Margin.Positions.Where(p => p.Instrument == i.Id && !p.Quantity.IsZero).OrderBy(p => p.Account.Value).ToList())
            Positions.Take(s, i, p, price, -p.Quantity);
    }
}
