package dev.caravan.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Ends a request when its route has ended. The route's future is complete when Spring sees it, because it ran on the
 * request's own thread; left to itself, Spring would start an asynchronous request all the same and dispatch it a second
 * time through every filter, which costs as much as the route.
 */
@Component
final class FinishedRoutes implements BeanPostProcessor, HandlerMethodReturnValueHandler {

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof RequestMappingHandlerAdapter adapter) {
            List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>();
            handlers.add(this);
            handlers.addAll(Objects.requireNonNull(adapter.getReturnValueHandlers()));
            adapter.setReturnValueHandlers(handlers);
        }
        return bean;
    }

    @Override
    public boolean supportsReturnType(MethodParameter returnType) {
        return SpringBootPlatformHttpConsumer.class.isAssignableFrom(returnType.getContainingClass());
    }

    @Override
    public void handleReturnValue(
            @Nullable Object future, MethodParameter type, ModelAndViewContainer answer, NativeWebRequest request) {
        ((CompletableFuture<?>) Objects.requireNonNull(future)).join();
        answer.setRequestHandled(true);
    }
}
