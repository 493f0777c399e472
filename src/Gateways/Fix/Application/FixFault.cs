using Rialto.Model.Orders;

namespace Rialto.Gateways.Fix.Application;

/// <summary>Why a request is refused before it reaches the exchange. Default: it is not.</summary>
/// <param name="Reason">The exchange's word for it; None where a field that the others ask for is missing.</param>
/// <param name="MissingTag">That field; 0 where none is.</param>
/// <param name="Detail">More than the reason's own sentence; empty where that says it all.</param>
internal readonly record struct FixFault(RejectReason Reason, int MissingTag, string Detail)
{
    public static FixFault None => default;

    public bool IsNone => Reason == RejectReason.None && MissingTag == 0;

    public static FixFault Of(RejectReason reason, string detail = "") => new(reason, 0, detail);

    public static FixFault Missing(int tag) => new(RejectReason.None, tag, "");
}
