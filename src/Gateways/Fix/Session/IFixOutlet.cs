using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>Where a <see cref="FixLink"/> sends: the session behind it, or a test.</summary>
internal interface IFixOutlet
{
    /// <summary>True while the client is logged on.</summary>
    bool IsOnline { get; }

    /// <summary>True while so much waits for the client that whoever may had better wait too.</summary>
    bool IsCrowded { get; }

    /// <summary>As <see cref="FixLink.Told"/>.</summary>
    FixCause Told { get; set; }

    /// <summary>As <see cref="FixLink.Send"/>.</summary>
    bool Send(FixWriter body, FixCause cause);

    /// <summary>As <see cref="FixLink.TryTell"/>.</summary>
    bool TryTell(FixWriter body);

    /// <summary>As <see cref="FixLink.TellMissing"/>.</summary>
    void TellMissing();

    /// <summary>As <see cref="FixLink.Flush"/>.</summary>
    void Flush(bool here);

    /// <summary>As <see cref="FixLink.LogOut"/>.</summary>
    void LogOut(string text);
}
