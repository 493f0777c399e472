using System.ComponentModel.DataAnnotations;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance;
using Rialto.Gateways.Fix.Session;
using Rialto.Gateways.Native;
using Rialto.Gateways.Rest;
using Rialto.Gateways.Streams;
using Rialto.Gateways.Views;

namespace Rialto.Gateways;

/// <summary>Everything one can configure of the gateways; <see cref="Validate"/> is called at start.</summary>
public sealed class GatewayOptions
{
    /// <summary>REST and WebSocket listener.</summary>
    public HttpOptions Http { get; set; } = new();

    /// <summary>Limits of WebSocket connections.</summary>
    public StreamOptions Streams { get; set; } = new();

    /// <summary>Native binary listener.</summary>
    public NativeOptions Native { get; set; } = new();

    /// <summary>Listener that speaks Binance's Spot API.</summary>
    public BinanceOptions Binance { get; set; } = new();

    /// <summary>FIX 4.4 listener.</summary>
    public FixOptions Fix { get; set; } = new();

    /// <summary>Signatures, windows, rates.</summary>
    public AuthOptions Auth { get; set; } = new();

    /// <summary>How much is remembered for queries.</summary>
    public ViewOptions Views { get; set; } = new();

    /// <summary>Commands without an answer yet, over all connections; more are refused as overloaded.</summary>
    [Range(64, 1 << 20)]
    public int MaxPendingCommands { get; set; } = 1 << 16;

    /// <summary>Throws <see cref="ValidationException"/> naming the section, the key and the range where a value is outside it.</summary>
    public void Validate()
    {
        Check(this, "Gateways");
        Check(Http, "Gateways:Http");
        Check(Streams, "Gateways:Streams");
        Check(Native, "Gateways:Native");
        Check(Binance, "Gateways:Binance");
        Check(Fix, "Gateways:Fix");
        Check(Binance.Sockets, "Gateways:Binance:Sockets");
        Check(Auth, "Gateways:Auth");
        Check(Views, "Gateways:Views");
        if (Native is { Enabled: true, Tls: true } && Http.CertificatePath.Length == 0)
            throw new ValidationException("Gateways:Native: Tls needs Http:CertificatePath, whose certificate it shows.");
        if (Fix is { Enabled: true, Tls: true } && Http.CertificatePath.Length == 0)
            throw new ValidationException("Gateways:Fix: Tls needs Http:CertificatePath, whose certificate it shows.");
        if (Fix.Schedule.Length != 0 && !FixOptions.IsSchedule(Fix.Schedule))
            throw new ValidationException("Gateways:Fix: Schedule must be like 07:00-18:00 or Sun 22:00-Fri 21:00, in UTC.");
    }

    // Every options class here is plain and kept whole by this method's own references to it.
    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The types are referenced with their properties by configuration binding.")]
    private static void Check(object section, string name)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(section, new ValidationContext(section), problems, validateAllProperties: true))
            throw new ValidationException($"{name}: {string.Join(" ", problems.Select(problem => problem.ErrorMessage))}");
    }
}
