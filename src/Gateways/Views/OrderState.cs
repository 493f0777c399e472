using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>Where an order stands, as clients are told.</summary>
public enum OrderStatus : byte
{
    /// <summary>In the book, nothing filled.</summary>
    Open,

    /// <summary>A stop that has not been set off.</summary>
    Waiting,

    /// <summary>In the book, partly filled.</summary>
    PartiallyFilled,

    /// <summary>Filled whole.</summary>
    Filled,

    /// <summary>Ended with something left.</summary>
    Canceled,
}

/// <summary>One order's share of a trade.</summary>
/// <param name="TradeId">The trade.</param>
/// <param name="Price">Its price.</param>
/// <param name="Quantity">Quantity traded.</param>
/// <param name="Fee">This side's fee in quote money; negative is a rebate.</param>
/// <param name="IsMaker">True where the order was resting.</param>
/// <param name="Time">When they traded; none where the snapshot that the views began with did not say.</param>
public readonly record struct Fill(TradeId TradeId, Price Price, Quantity Quantity, Money Fee, bool IsMaker, Timestamp Time = default);

/// <summary>Everything the gateways know of one order, as a value: what an answer is written from.</summary>
public struct OrderPicture
{
    /// <summary>The order.</summary>
    public OrderId OrderId;

    /// <summary>Its owner.</summary>
    public OwnerId Owner;

    /// <summary>Session it was entered over; zero for none.</summary>
    public SessionId Session;

    /// <summary>Its instrument.</summary>
    public Model.Instruments.Instrument Instrument;

    /// <summary>Its side.</summary>
    public Side Side;

    /// <summary>Terms as entered.</summary>
    public OrderTerms Terms;

    /// <summary>Where it stands.</summary>
    public OrderStatus Status;

    /// <summary>Why it ended with something left.</summary>
    public CancelReason CancelReason;

    /// <summary>A stop was set off.</summary>
    public bool Triggered;

    /// <summary>Post-only moved the price.</summary>
    public bool Slid;

    /// <summary>Its client order id now; may be empty.</summary>
    public Text36 ClientOrderId;

    /// <summary>Limit (or protection) now.</summary>
    public Price Price;

    /// <summary>Trigger of a stop.</summary>
    public Price TriggerPrice;

    /// <summary>Total, or for a budget order money.</summary>
    public Quantity Quantity;

    /// <summary>Quantity shown at a time as asked; zero shows all.</summary>
    public Quantity DisplayQuantity;

    /// <summary>What is left; of a budget order money. Zero once ended.</summary>
    public Quantity Leaves;

    /// <summary>Traded quantity in base.</summary>
    public Quantity Filled;

    /// <summary>Sum of price x quantity over all fills, in units of both scales.</summary>
    public Int128 Turnover;

    /// <summary>When it expires, of GTD.</summary>
    public Timestamp ExpireTime;

    /// <summary>Sequence of its entry.</summary>
    public long CreatedSequence;

    /// <summary>Time of its entry.</summary>
    public Timestamp Created;

    /// <summary>Sequence of its last change.</summary>
    public long UpdatedSequence;

    /// <summary>Time of its last change.</summary>
    public Timestamp Updated;

    /// <summary>True while it is in the book or waits for its trigger.</summary>
    public readonly bool IsLive => Status <= OrderStatus.PartiallyFilled;

    /// <summary>Quantity-weighted average price, rounded half up to the price unit; none without fills.</summary>
    public readonly Price AveragePrice =>
        Filled.IsZero ? Price.None : new Price((long)((2 * Turnover + Filled.Units) / (2 * (Int128)Filled.Units)));
}

/// <summary>One order in the views: its picture and its places in level, owner's list and table. Owned by the fan-out thread.</summary>
internal sealed class OrderState
{
    public OrderPicture Picture;

    /// <summary>What the book shows of it; meaningful while <see cref="Level"/> is set.</summary>
    public Quantity Shown;

    /// <summary>The level it stands on; null while it is in no book.</summary>
    public Level? Level;

    /// <summary>It is among the ended ones.</summary>
    public bool HasEnded;

    public OrderState? LevelNext;
    public OrderState? LevelPrevious;

    public OrderState? OwnerNext;
    public OrderState? OwnerPrevious;

    private Fill[] _fills = [];
    private int _firstFill;
    private int _fillCount;

    /// <summary>Kept fills.</summary>
    public int FillCount => _fillCount;

    /// <summary>A kept fill, from 0, oldest first.</summary>
    public ref readonly Fill FillAt(int index) => ref _fills[(_firstFill + index) % _fills.Length];

    /// <summary>Kept fills, oldest first.</summary>
    public void CopyFills(List<Fill> into)
    {
        into.EnsureCapacity(into.Count + _fillCount);
        for (var i = 0; i < _fillCount; i++)
            into.Add(FillAt(i));
    }

    /// <summary>Keeps a fill, and forgets the oldest beyond <paramref name="limit"/>.</summary>
    public void AddFill(in Fill fill, int limit)
    {
        if (limit == 0)
            return;
        if (_fillCount == _fills.Length && _fills.Length < limit)
        {
            var larger = new Fill[Math.Min(limit, Math.Max(2, _fills.Length * 2))];
            for (var i = 0; i < _fillCount; i++)
                larger[i] = FillAt(i);
            _fills = larger;
            _firstFill = 0;
        }

        if (_fillCount == _fills.Length)
        {
            _fills[_firstFill] = fill;
            _firstFill = (_firstFill + 1) % _fills.Length;
            return;
        }

        _fills[(_firstFill + _fillCount++) % _fills.Length] = fill;
    }

    /// <summary>Says when a kept fill was; of a saved state.</summary>
    /// <param name="age">0 is the newest.</param>
    /// <param name="time">When.</param>
    public void SetFillTime(int age, Timestamp time)
    {
        ref var fill = ref _fills[(_firstFill + _fillCount - 1 - age) % _fills.Length];
        fill = fill with { Time = time };
    }

    /// <summary>Ready for another order; the array of fills is kept.</summary>
    public void Clear()
    {
        Picture = default;
        Shown = default;
        HasEnded = false;
        Level = null;
        LevelNext = LevelPrevious = OwnerNext = OwnerPrevious = null;
        _firstFill = _fillCount = 0;
    }
}
