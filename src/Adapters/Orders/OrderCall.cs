using Rialto.Model.Execution;

namespace Rialto.Adapters.Orders;

/// <summary>HTTP methods that venues use.</summary>
internal enum CallMethod : byte
{
    Get = 0,
    Post = 1,
    Put = 2,
    Delete = 3,
}

/// <summary>How a body is written.</summary>
internal enum CallContent : byte
{
    None = 0,
    Form = 1,
    Json = 2,
}

/// <summary>One request to a venue, before and after it is signed. Used again for the next one.</summary>
internal sealed class OrderCall
{
    /// <summary>It goes over the private socket, and <see cref="Body"/> is the frame.</summary>
    public bool IsFrame { get; set; }

    /// <summary>Number of the request, by which a frame's answer is known.</summary>
    public long Id { get; set; }

    public CallMethod Method { get; set; }

    public CallContent Content { get; set; }

    /// <summary>It needs the customer's key.</summary>
    public bool IsSigned { get; set; }

    /// <summary>It counts as an order towards the venue's limit of orders.</summary>
    public bool IsOrder { get; set; }

    /// <summary>What it counts towards that limit.</summary>
    public int OrderWeight { get; set; } = 1;

    /// <summary>What the venue counts for it; zero for what it does not count.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>Path below the host, with a slash at the start.</summary>
    public CallText Path { get; } = new();

    /// <summary>Query without its question mark, escaped as it is sent.</summary>
    public CallText Query { get; } = new();

    public CallText Body { get; } = new();

    /// <summary>Text that signers write what they sign into.</summary>
    public CallText Scratch { get; } = new();

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>What a signer needs beyond the bytes, where a venue signs more than them; its protocol's own kind, used again for the next request.</summary>
    public object? ToSign { get; set; }

    /// <summary>What the venue will call the order, where that is known before it is sent (a hash of its terms); empty otherwise.</summary>
    public VenueOrderId VenueOrder { get; set; }

    /// <summary>Where a list goes on, as the answer before this said; empty for its beginning.</summary>
    public string Cursor { get; set; } = "";

    /// <summary>Ready for another request.</summary>
    public void Clear()
    {
        (IsFrame, Id, Method, Content, IsSigned, IsOrder, OrderWeight, Weight, Cursor) = (false, 0, CallMethod.Get, CallContent.None, false, false, 1, 1, "");
        VenueOrder = default;
        Path.Clear();
        Query.Clear();
        Body.Clear();
        Scratch.Clear();
        Headers.Clear();
    }

    /// <summary>A request of this method to this path.</summary>
    public OrderCall To(CallMethod method, ReadOnlySpan<byte> path, int weight = 1, bool isSigned = true)
    {
        (Method, Weight, IsSigned) = (method, weight, isSigned);
        Path.Add(path);
        return this;
    }

    public void Header(string name, string value) => Headers.Add(new(name, value));
}
