using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>One number that follows the market. Looks at a frame when it is done; allocates nothing.</summary>
internal abstract class Feature
{
    /// <summary>The number; what it was last where it is not ready, zero where it never was. Never anything but a number.</summary>
    public double Value { get; protected set; }

    /// <summary>Whether it says what it promises.</summary>
    public bool IsReady { get; protected set; }

    /// <summary>Wants <see cref="OnTrade"/>.</summary>
    public virtual bool WantsTrades => false;

    /// <summary>A frame is done and the book may be believed.</summary>
    public abstract void Update(FeatureFrame frame);

    /// <summary>A trade inside the frame, in order.</summary>
    public virtual void OnTrade(in FeedEvent trade)
    {
    }

    /// <summary>The book may not be believed any more: what follows has nothing to do with what was.</summary>
    public virtual void Break() => IsReady = false;

    /// <summary>Saves or loads what it remembers; one that follows from the frame alone has no more than its number.</summary>
    public virtual void Keep(FieldArchive state)
    {
        Value = state.Keep(Value);
        IsReady = state.Keep(IsReady);
    }
}
