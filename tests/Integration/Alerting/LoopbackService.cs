using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Rialto.Integration.Alerting;

/// <summary>A web service on this machine that takes what is posted to <c>/take</c> and refuses what is posted to <c>/refuse</c>.</summary>
internal sealed class LoopbackService : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackService(WebApplication application) => _application = application;

    public string Url => _application.Urls.First();

    public ConcurrentQueue<JsonElement> Taken { get; } = new();

    public static async Task<LoopbackService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var service = new LoopbackService(application);
        application.MapPost("/take", async (HttpRequest request) =>
        {
            service.Taken.Enqueue((await JsonDocument.ParseAsync(request.Body)).RootElement);
            return Results.Accepted();
        });
        application.MapPost("/refuse", static () => Results.StatusCode(403));
        await application.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
